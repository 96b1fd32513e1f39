package dev.holdfast.postgres.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.callback.Statement;

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
 * @param victims requests of live traffic that it kept waiting
 * @param longestVictim how long one of them had waited when last looked at
 */
public record MigratedStatement(
    String file,
    int line,
    String sql,
    boolean inTransaction,
    Optional<Failure> failure,
    Duration lockTimeout,
    List<Touched> relations,
    List<String> leftInvalid,
    int victims,
    Duration longestVictim) {

  public MigratedStatement {
    relations = List.copyOf(relations);
    leftInvalid = List.copyOf(leftInvalid);
  }

  /** A file that failed before, or between, its statements. */
  static MigratedStatement ofFile(String file, String message) {
    return new MigratedStatement(
        file,
        1,
        "",
        true,
        Optional.of(new Failure("", message)),
        Duration.ZERO,
        List.of(),
        List.of(),
        0,
        Duration.ZERO);
  }

  /** In transactions of its own, with a lock that keeps nobody waiting: it waits for others. */
  boolean waitsForOlderTransactions() {
    return !inTransaction
        && relations.stream().anyMatch(one -> one.lock() == LockMode.SHARE_UPDATE_EXCLUSIVE);
  }

  /** What the server answered instead. */
  public record Failure(String state, String message) {
    static Failure of(Statement statement) {
      return statement.getErrors().stream()
          .findFirst()
          .map(
              error ->
                  new Failure(String.valueOf(error.getState()), String.valueOf(error.getMessage())))
          .orElse(new Failure("", "the server gave no reason"));
    }
  }

  /**
   * One table or materialized view, with its indexes.
   *
   * @param trace what the statement did to it
   * @param existed before the file
   * @param rows before the statement, as of its last ANALYZE
   * @param since the line of the statement that took the strongest lock on it
   */
  public record Touched(RelationTrace trace, boolean existed, long rows, int since) {
    /** Rows that were there before the file, and are gone with it or emptied out of it. */
    public boolean emptied() {
      return trace.emptied() || trace.dropped();
    }

    /** What it did that takes the longer the bigger the table is, in words. */
    List<String> work() {
      List<String> work = new ArrayList<>();
      if (trace.rewritten()) {
        work.add("rewritten");
      }
      if (trace.tuplesScanned() > 0) {
        work.add("%,d tuples scanned".formatted(trace.tuplesScanned()));
      }
      if (!trace.indexesBuilt().isEmpty()) {
        work.add("built " + String.join(", ", trace.indexesBuilt()));
      }
      return work;
    }

    LockMode lock() {
      return trace.dropped() ? LockMode.ACCESS_EXCLUSIVE : trace.held();
    }
  }
}
