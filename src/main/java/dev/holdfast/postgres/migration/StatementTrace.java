package dev.holdfast.postgres.migration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one statement of a migration did, as the server had it.
 *
 * @param file as Flyway names the script
 * @param line where it begins
 * @param inTransaction with others of its file, whose locks it then holds too
 * @param lockTimeout in force; zero where there was none
 * @param relations that it locked, read, wrote or made, its own and those of statements before it
 *     in the transaction
 * @param leftInvalid indexes that are there and not valid
 * @param waitedForSnapshots it waited for transactions that were older than itself
 * @param victims requests of live traffic that it kept waiting
 * @param longestVictim how long one of them had waited when last looked at
 */
public record StatementTrace(
    String file,
    int line,
    String sql,
    boolean inTransaction,
    Optional<Failure> failure,
    Duration lockTimeout,
    List<Touched> relations,
    List<String> leftInvalid,
    boolean waitedForSnapshots,
    int victims,
    Duration longestVictim) {

  public StatementTrace {
    relations = List.copyOf(relations);
    leftInvalid = List.copyOf(leftInvalid);
  }

  /** What the server answered instead. */
  public record Failure(String state, String message) {}

  /**
   * One table or materialized view, with its indexes.
   *
   * @param existed before the file
   * @param rows before the statement, as of its last ANALYZE
   * @param lock the strongest that was held on it, this statement's or an earlier one's
   * @param carried the line of the statement that took the lock, where that is an earlier one
   * @param rewritten into a new file
   * @param scanned tuples read one after another
   * @param built indexes made or made anew
   * @param written rows inserted, updated or deleted
   * @param emptied its rows are gone: dropped, or truncated
   */
  public record Touched(
      String relation,
      boolean existed,
      long rows,
      LockMode lock,
      Optional<Integer> carried,
      boolean rewritten,
      long scanned,
      List<String> built,
      long written,
      boolean emptied) {

    public Touched {
      built = List.copyOf(built);
    }

    /** Work whose time grows with the table. */
    public boolean worked() {
      return rewritten || scanned > 0 || !built.isEmpty();
    }
  }
}
