package dev.holdfast.caching.multilevel;

/**
 * Two nodes of one cache as a scenario sees them: one reads and keeps what it read, the other
 * writes. A value is its own version.
 */
interface Pair extends AutoCloseable {
  /** What is read where there is no value. */
  long NONE = -1;

  long read(String key);

  void write(String key, long version);

  /** The command by which it reads what it has not kept. */
  default String readsBy() {
    return "get";
  }

  /** Whether the reader's link is up, as far as it knows. */
  default boolean up() {
    return true;
  }

  /** Of how many keys its reader was told that they were written, where that can be seen. */
  default int heard() {
    return Integer.MAX_VALUE;
  }

  @Override
  void close();
}
