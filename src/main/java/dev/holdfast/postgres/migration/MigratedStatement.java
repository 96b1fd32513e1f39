package dev.holdfast.postgres.migration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one statement of a file did, as the server had it.
 *
 * @param line where it begins
 * @param inTransaction with others of its file, whose locks it then holds too
 * @param lockTimeout in force; zero where there was none
 * @param relations that it locked, read, wrote or made, its own and those of statements before it
 *     in the transaction
 * @param foreignTables that it locked; what it did there is not known
 * @param leftInvalid indexes that are not valid, and were not there before the file
 * @param leftUnvalidated constraints that are not validated, and were not there before the file
 * @param commitsInside whether it ended a transaction that others began, or code of it ended its
 *     own
 * @param waitsForSnapshots whether it waited until transactions older than itself were over
 * @param lockNotSeen relations that it worked on under a lock that nobody saw
 * @param victims requests of live traffic that it kept waiting
 */
public record MigratedStatement(
    int line,
    String sql,
    boolean inTransaction,
    Optional<StatementFailure> failure,
    Duration lockTimeout,
    List<Touched> relations,
    List<String> foreignTables,
    List<String> leftInvalid,
    List<String> leftUnvalidated,
    boolean commitsInside,
    boolean waitsForSnapshots,
    List<String> lockNotSeen,
    Victims victims) {

  public MigratedStatement {
    relations = List.copyOf(relations);
    foreignTables = List.copyOf(foreignTables);
    leftInvalid = List.copyOf(leftInvalid);
    leftUnvalidated = List.copyOf(leftUnvalidated);
    lockNotSeen = List.copyOf(lockNotSeen);
  }

  /** A file that failed before, or between, its statements. */
  static MigratedStatement ofFile(StatementFailure failure) {
    return new MigratedStatement(
        1,
        "",
        true,
        Optional.of(failure),
        Duration.ZERO,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        List.of(),
        Victims.NONE);
  }

  /** The same, with the reason why it failed. */
  MigratedStatement failed(StatementFailure reason) {
    return new MigratedStatement(
        line,
        sql,
        inTransaction,
        Optional.of(reason),
        lockTimeout,
        relations,
        foreignTables,
        leftInvalid,
        leftUnvalidated,
        commitsInside,
        waitsForSnapshots,
        lockNotSeen,
        victims);
  }

  /**
   * @param count requests that were kept waiting, as the server saw it; of live traffic's {@value
   *     LiveTraffic#CLIENTS} clients each makes one at a time
   * @param longest that one of them had waited when last looked at
   */
  public record Victims(int count, Duration longest) {
    static final Victims NONE = new Victims(0, Duration.ZERO);
  }

  /**
   * One table or materialized view, with its indexes.
   *
   * @param trace what the statement did to it
   * @param existed before the file
   * @param materialized a materialized view: nobody but REFRESH writes to it or locks its rows
   * @param rows before the statement, as of its last ANALYZE
   * @param since the line of the statement that took the strongest lock on it
   */
  public record Touched(
      RelationTrace trace, boolean existed, boolean materialized, long rows, int since) {
    /** Rows that were there before the file, and are gone with it or emptied out of it. */
    public boolean emptied() {
      return trace.emptied() || trace.dropped();
    }

    /** Whom its lock keeps waiting: reads, row locks, writes. */
    @JsonProperty
    public List<String> blocks() {
      List<String> blocked = new ArrayList<>();
      if (existed && lock().blocksReads()) {
        blocked.add("reads");
      }
      if (existed && !materialized && lock().blocksRowLocks()) {
        blocked.add("row locks");
      }
      if (existed && !materialized && lock().blocksWrites()) {
        blocked.add("writes");
      }
      return blocked;
    }

    /** Whether its lock keeps anybody waiting. */
    boolean keepsWaiting() {
      return !blocks().isEmpty();
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
