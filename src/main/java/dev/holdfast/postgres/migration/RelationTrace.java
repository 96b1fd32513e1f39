package dev.holdfast.postgres.migration;

import java.util.List;

/**
 * What one statement did to one table or materialized view.
 *
 * @param name as the session writes it
 * @param created nobody else knows it yet, so its locks keep nobody waiting
 * @param dropped it is gone
 * @param lock the strongest that the statement itself took, on the table or on an index of it that
 *     was there before: who reads the table locks its indexes too
 * @param carried the strongest that its transaction held already
 * @param rewritten all of it was written anew, into another file
 * @param emptied its file was replaced by an empty one
 * @param tuplesScanned rows that were read one after the other; a rewrite reads them too
 * @param rowsChanged that were inserted, updated or deleted
 * @param indexesBuilt by name; those of a table that is rewritten are all built anew
 */
public record RelationTrace(
    String name,
    boolean created,
    boolean dropped,
    LockMode lock,
    LockMode carried,
    boolean rewritten,
    boolean emptied,
    long tuplesScanned,
    long rowsChanged,
    List<String> indexesBuilt) {

  public RelationTrace {
    indexesBuilt = List.copyOf(indexesBuilt);
  }

  /** The lock under which the statement worked. */
  public LockMode held() {
    return lock.or(carried);
  }

  /** Whether a plain SELECT by others waits until the transaction ends. */
  public boolean blocksReads() {
    return !created && held().blocksReads();
  }

  /** Whether others' INSERT, UPDATE and DELETE wait until the transaction ends. */
  public boolean blocksWrites() {
    return !created && held().blocksWrites();
  }

  /** Whether it did what takes the longer the bigger the table is. */
  public boolean growsWithTheTable() {
    return rewritten || tuplesScanned > 0 || !indexesBuilt.isEmpty();
  }

  boolean isWorthTelling() {
    return held() != LockMode.NONE
        || created
        || dropped
        || emptied
        || rowsChanged > 0
        || growsWithTheTable();
  }
}
