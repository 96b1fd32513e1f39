package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Strip;
import dev.holdfast.postgres.availability.OutcomeResolvingTransaction.Work;
import dev.holdfast.postgres.availability.Payment.Told;
import dev.holdfast.postgres.availability.WatchedCommits.Watcher;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Payments, one a transaction on a connection of its own, whose COMMIT is cut after each byte: of
 * the request, then of the answer.
 */
final class CutCommits {
  private static final Duration SOON =
      Duration.ofSeconds(5); // longer than any session takes to notice that it is cut off

  private final Postgres postgres;
  private final Faults faults;
  private final History history;
  private final Link link;
  private final boolean heals;
  private final WatchedCommits commits;

  /**
   * Prepares the payments.
   *
   * @param heals whether the cut hits one connection, and is over when another one is asked for
   */
  CutCommits(Postgres postgres, Faults faults, History history, boolean heals) {
    this.postgres = postgres;
    this.faults = faults;
    this.history = history;
    this.link = faults.link(postgres.upstream());
    this.heals = heals;
    this.commits = new WatchedCommits(postgres.dataSource(link));
  }

  /** What a candidate pays through, which is cut. */
  DataSource dataSource() {
    return commits.dataSource();
  }

  /** Pays by a transaction of its own kind. */
  interface Payer {
    int pay(Work<Integer> payment) throws SQLException, InterruptedException;
  }

  /**
   * What became of each payment.
   *
   * @param request by the bytes of the COMMIT that reached the server; legend: {@link
   *     Payment#LEGEND}
   * @param answer by the bytes of its answer that came back
   * @param commitsLost how many COMMITs threw
   */
  record Seen(Strip request, Strip answer, int commitsLost) {}

  /**
   * Pays once for each cut.
   *
   * @param later says, when all is over, what became of what nobody knew
   */
  Seen everyByte(Payer payer, OutcomeSource later) throws Exception {
    postgres.execute("CREATE TABLE payments (cell text NOT NULL)");
    Lengths lengths = lengths(payer);
    List<Paid> requests = paid(payer, Direction.UP, lengths.request());
    List<Paid> answers = paid(payer, Direction.DOWN, lengths.answer());
    Awaitility.await("the sessions that were cut off have ended")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .until(() -> sessions() == 0);
    return new Seen(
        strip("bytes of the COMMIT that reach the server", requests, later),
        strip("bytes of its answer that come back", answers, later),
        commits.failed());
  }

  private record Lengths(long request, long answer) {}

  private record Paid(String cell, Told told, @Nullable TransactionMark mark) {}

  /** Reads off a dry run what a COMMIT of this candidate and its answer are long. */
  private Lengths lengths(Payer payer) throws Exception {
    PGSimpleDataSource counted = postgres.dataSource();
    try (ByteCount bytes = ByteCount.before(counted)) {
      Dry dry = new Dry(bytes);
      commits.begin(counted, dry);
      payer.pay(payment("dry run"));
      return dry.lengths();
    }
  }

  private List<Paid> paid(Payer payer, Direction direction, long length) throws Exception {
    List<Paid> all = new ArrayList<>();
    for (long bytes = 0; bytes <= length; bytes++) {
      try (Cut cut = new Cut(direction, bytes)) {
        commits.begin(postgres.dataSource(link), cut);
        all.add(pay(payer, direction + " " + bytes));
      }
    }
    return all;
  }

  private Paid pay(Payer payer, String cell) throws InterruptedException {
    var operation = history.invoke(cell.split(" ", -1)[0], "pay");
    try {
      payer.pay(payment(cell));
      operation.ok(cell);
      return new Paid(cell, Told.YES, null);
    } catch (OutcomeUnknownException e) {
      operation.indeterminate(cell);
      return new Paid(cell, Told.UNKNOWN, e.mark());
    } catch (SQLException e) {
      operation.failed(cell);
      return new Paid(cell, Told.NO, null);
    }
  }

  private static Work<Integer> payment(String cell) {
    return connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO payments (cell) VALUES (?)")) {
        insert.setString(1, cell);
        return insert.executeUpdate();
      }
    };
  }

  private Strip strip(String label, List<Paid> all, OutcomeSource later) throws SQLException {
    List<Payment> payments = new ArrayList<>();
    for (Paid paid : all) {
      payments.add(
          new Payment(
              paid.told(),
              postgres.number(
                  "SELECT count(*) FROM payments WHERE cell = '%s'".formatted(paid.cell())),
              paid.mark() == null ? null : later.of(paid.mark())));
    }
    return Payment.strip(label, payments);
  }

  private long sessions() throws SQLException {
    return postgres.number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()""");
  }

  /** Counts what passes between the sending of a COMMIT and its return. */
  private static final class Dry implements Watcher {
    private final ByteCount bytes;
    private long up;
    private long down;

    Dry(ByteCount bytes) {
      this.bytes = bytes;
    }

    @Override
    public void beforeCommit() {
      up = -bytes.up();
      down = -bytes.down();
    }

    @Override
    public void afterCommit() {
      up += bytes.up();
      down += bytes.down();
    }

    Lengths lengths() {
      return new Lengths(up, down);
    }
  }

  /** One cut, from right before the COMMIT. */
  private final class Cut implements Watcher, AutoCloseable {
    private final Direction direction;
    private final long bytes;
    private @Nullable Fault fault;

    Cut(Direction direction, long bytes) {
      this.direction = direction;
      this.bytes = bytes;
    }

    @Override
    public void beforeCommit() {
      fault = faults.cutAfter(link, direction, bytes);
    }

    @Override
    public void beforeAnotherConnection() {
      if (heals) {
        close();
      }
    }

    @Override
    public void close() {
      if (fault != null) {
        fault.close();
      }
    }
  }
}
