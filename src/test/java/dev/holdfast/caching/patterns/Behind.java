package dev.holdfast.caching.patterns;

/** Writes that reach a {@link Table} a little later, in whatever way. */
interface Behind extends AutoCloseable {
  /** Whether the write was taken on; one that is not is told so. */
  boolean put(String key, String value);

  void remove(String key);

  @Override
  void close();

  static Behind of(WriteBehind writes) {
    writes.start();
    return new Behind() {
      @Override
      public boolean put(String key, String value) {
        try {
          writes.put(key, value);
          return true;
        } catch (BacklogFullException _) {
          return false;
        }
      }

      @Override
      public void remove(String key) {
        writes.remove(key);
      }

      @Override
      public void close() {
        writes.close();
      }
    };
  }
}
