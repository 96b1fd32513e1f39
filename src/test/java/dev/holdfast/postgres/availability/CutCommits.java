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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Payments, one a transaction on a connection of its own, whose COMMIT is cut after each byte: of
 * the request, then of the answer. Some are made side by side, each on a lane with a link of its
 * own: a cut hits every connection of its link.
 */
final class CutCommits {
  private static final int LANES = 4; // keep two cores busy
  private static final ScopedValue<Lane> LANE = ScopedValue.newInstance();

  private static final Duration SOON =
      Duration.ofSeconds(5); // longer than any session takes to notice that it is cut off

  private final Postgres postgres;
  private final Faults faults;
  private final History history;
  private final List<Lane> lanes;
  private final boolean heals;
  private final Map<Direction, List<Paid>> paid = new EnumMap<>(Direction.class);

  /**
   * Prepares the payments.
   *
   * @param heals whether the cut hits one connection, and is over when another one is asked for
   */
  CutCommits(Postgres postgres, Faults faults, History history, boolean heals) {
    this.postgres = postgres;
    this.faults = faults;
    this.history = history;
    this.lanes =
        Stream.generate(() -> faults.link(postgres.upstream()))
            .limit(LANES)
            .map(link -> new Lane(link, new WatchedCommits(postgres.dataSource(link))))
            .toList();
    this.heals = heals;
  }

  /** What a candidate pays through, which is cut: the lane that it is called on. */
  DataSource dataSource() {
    return Connections.dataSource(() -> LANE.get().commits().connection());
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

  /** How many bytes a COMMIT has, and its answer. */
  record Lengths(long request, long answer) {}

  private record Lane(Link link, WatchedCommits commits) {}

  private record Paid(String cell, Told told, @Nullable TransactionMark mark) {}

  /** A payment that is not cut, from which the lengths are read off. */
  Lengths dryRun(Payer payer) throws Exception {
    postgres.execute("CREATE TABLE payments (cell text NOT NULL)");
    PGSimpleDataSource counted = postgres.dataSource();
    try (ByteCount bytes = ByteCount.before(counted)) {
      CommitLength commit = new CommitLength(bytes);
      Lane lane = lanes.getFirst();
      lane.commits().begin(counted, commit);
      var _ = ScopedValue.where(LANE, lane).call(() -> payer.pay(payment("dry run")));
      return new Lengths(commit.request(), commit.answer());
    }
  }

  /** Pays again and again, cut after no byte, after the first, and so on to so many. */
  void payAndCutAfterEachByte(Payer payer, Direction direction, long most) throws Exception {
    List<List<Paid>> byLane = sideBySide(lane -> payAndCut(payer, direction, lane, most));
    List<Paid> all = new ArrayList<>();
    for (int bytes = 0; bytes <= most; bytes++) {
      all.add(byLane.get(bytes % LANES).get(bytes / LANES));
    }
    paid.put(direction, all);
  }

  /** The payments of one lane: every so many bytes another one. */
  private List<Paid> payAndCut(Payer payer, Direction direction, int number, long most)
      throws Exception {
    Lane lane = lanes.get(number);
    String who = "payer-" + (number + 1);
    List<Paid> mine = new ArrayList<>();
    for (long bytes = number; bytes <= most; bytes += LANES) {
      String cell = (direction == Direction.UP ? "request " : "answer ") + bytes;
      try (Cut cut = new Cut(lane.link(), direction, bytes)) {
        lane.commits().begin(postgres.dataSource(lane.link()), cut);
        mine.add(ScopedValue.where(LANE, lane).call(() -> pay(payer, who, cell)));
      }
    }
    return mine;
  }

  private static <T> List<T> sideBySide(OnLane<T> work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> pending = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        int number = lane;
        pending.add(threads.submit(() -> work.on(number)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : pending) {
        done.add(one.get());
      }
      return done;
    }
  }

  private interface OnLane<T> {
    T on(int lane) throws Exception;
  }

  /**
   * Looks at what there is when all is over.
   *
   * @param later says what became of what nobody knew
   */
  Seen seen(OutcomeSource later) throws SQLException {
    Awaitility.await("the sessions that were cut off have ended")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .until(() -> sessions() == 0);
    return new Seen(
        strip("bytes of the COMMIT that reach the server", Direction.UP, later),
        strip("bytes of its answer that come back", Direction.DOWN, later),
        lanes.stream().mapToInt(lane -> lane.commits().failed()).sum());
  }

  private Paid pay(Payer payer, String who, String cell) throws InterruptedException {
    var operation = history.invoke(who, "pay");
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

  private Strip strip(String label, Direction direction, OutcomeSource later) throws SQLException {
    List<Payment> payments = new ArrayList<>();
    for (Paid one : paid.getOrDefault(direction, List.of())) {
      payments.add(
          new Payment(
              one.told(),
              postgres.number(
                  "SELECT count(*) FROM payments WHERE cell = '%s'".formatted(one.cell())),
              one.mark() == null ? null : later.of(one.mark())));
    }
    return Payment.strip(label, payments);
  }

  private long sessions() throws SQLException {
    return postgres.number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()""");
  }

  /** One cut, from right before the COMMIT. */
  private final class Cut implements Watcher, AutoCloseable {
    private final Link link;
    private final Direction direction;
    private final long bytes;
    private @Nullable Fault fault;

    Cut(Link link, Direction direction, long bytes) {
      this.link = link;
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
