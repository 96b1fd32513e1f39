package dev.holdfast.caching.locking;

/** A lock on most of several servers. */
interface Quorum extends AutoCloseable {
  boolean tryLock(String lock, int owner);

  void unlock(String lock, int owner);

  /** Until each server answers. */
  void awaitAll();

  @Override
  void close();
}
