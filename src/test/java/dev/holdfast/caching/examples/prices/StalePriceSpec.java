package dev.holdfast.caching.examples.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.caching.multilevel.InvalidationChannel;
import dev.holdfast.caching.multilevel.PushLink;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.environment.Processes;
import dev.holdfast.harness.environment.Redis;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.util.function.Consumer;

/** How old may a price be that one of three processes answers with? */
@Specification(Outline.CACHING_EXAMPLES)
class StalePriceSpec {
  static final int HIT = 1; // the node whose push link is hit
  static final int WELL = 0; // the node by which prices are written meanwhile
  static final long LAST = 77_000; // what they are written to, more than clients write

  @Claim(
      says = "No price is older than a second, though the push link of a process is half-open",
      limit =
          "older than a change that was answered a second before; one that was answered with 503"
              + " may be seen late",
      source =
          "Redis manual, Client-side caching: What to do when losing connection with the server")
  class AHalfOpenPushLink implements Experiment<Class<?>, Trade> {
    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final History history;
    private final Processes processes;

    AHalfOpenPushLink(
        Postgres postgres, Redis redis, Faults faults, History history, Processes processes) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.history = history;
      this.processes = processes;
    }

    @Subject({PriceService.class, PriceNode.class, PushLink.class, InvalidationChannel.class})
    Class<?> numbered_and_watched() {
      return NodeMain.class;
    }

    @Control(differs = "no heartbeat: TCP's keep-alive alone watches the link")
    Class<?> keep_alive_alone() {
      return NaiveKeepAliveMain.class;
    }

    @Override
    public Trade run(Class<?> main) throws Exception {
      try (Nodes nodes = new Nodes(postgres, redis, faults, processes, history, main)) {
        Trading trading = new Trading(nodes, history);
        nodes.awaitServing();
        trading.look();
        try (Fault _ = faults.halfOpen(nodes.push(HIT), Direction.BOTH)) {
          trading.mixed();
          trading.look(); // what is written in between must be known, to be old
          int heard = nodes.heard(HIT);
          trading.writeAll(id -> nodes.write("writer", WELL, id, LAST));
          int told = nodes.heard(HIT) - heard;
          trading.lastLook();
          return Trade.of(trading, history, told);
        }
      }
    }

    @Override
    public void holds(Trade seen) {
      assertThat(seen.answered()).isEqualTo(seen.offered());
      assertThat(seen.tooOld()).isZero();
    }

    @Override
    public void breaks(Trade seen) {
      assertThat(seen.tooOldAtLast()).isEqualTo(Trading.PRICES);
    }

    @Override
    public void felt(Trade seen) {
      assertThat(seen.told()).isZero();
    }

    @Override
    public String figure(Trade seen) {
      return seen.figure();
    }
  }

  @Claim(
      says = "No price is older than a second, though the push link of a process was closed",
      limit =
          "as for a half-open one; what closes it may be a proxy, a server's restart or its output limit",
      source =
          "Redis manual, Client-side caching: What to do when losing connection with the server")
  class AClosedPushLink implements Experiment<Class<?>, Trade> {
    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final History history;
    private final Processes processes;

    AClosedPushLink(
        Postgres postgres, Redis redis, Faults faults, History history, Processes processes) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.history = history;
      this.processes = processes;
    }

    @Subject({PriceService.class, PriceNode.class, PushLink.class, InvalidationChannel.class})
    Class<?> numbered_and_watched() {
      return NodeMain.class;
    }

    @Control(differs = "the end of the link is left to the driver, which opens it again")
    Class<?> an_unwatched_link() {
      return NaiveUnwatchedMain.class;
    }

    @Override
    public Trade run(Class<?> main) throws Exception {
      try (Nodes nodes = new Nodes(postgres, redis, faults, processes, history, main)) {
        Trading trading = new Trading(nodes, history);
        nodes.awaitServing();
        trading.look();
        try (Fault _ = faults.outage(nodes.push(HIT))) {
          trading.mixed();
          trading.look(); // what is written in between must be known, to be old
          int heard = nodes.heard(HIT);
          trading.writeAll(id -> nodes.write("writer", WELL, id, LAST));
          int told = nodes.heard(HIT) - heard;
          trading.lastLook();
          return Trade.of(trading, history, told);
        }
      }
    }

    @Override
    public void holds(Trade seen) {
      assertThat(seen.answered()).isEqualTo(seen.offered());
      assertThat(seen.tooOld()).isZero();
    }

    @Override
    public void breaks(Trade seen) {
      assertThat(seen.tooOldAtLast()).isEqualTo(Trading.PRICES);
    }

    @Override
    public void felt(Trade seen) {
      assertThat(seen.told()).isZero();
    }

    @Override
    public String figure(Trade seen) {
      return seen.figure();
    }
  }

  @Claim(
      says = "No price is older than a second, though messages are lost on healthy push links",
      limit =
          "lost on their way: a writer that dies between its write and its message is noticed by nobody",
      source = "Hazelcast manual, Near Cache: Eventual Consistency")
  class LostMessages implements Experiment<Class<?>, Trade> {
    private final Postgres postgres;
    private final Redis redis;
    private final Faults faults;
    private final History history;
    private final Processes processes;

    LostMessages(
        Postgres postgres, Redis redis, Faults faults, History history, Processes processes) {
      this.postgres = postgres;
      this.redis = redis;
      this.faults = faults;
      this.history = history;
      this.processes = processes;
    }

    @Subject({PriceService.class, PriceNode.class, PushLink.class, InvalidationChannel.class})
    Class<?> numbered_and_watched() {
      return NodeMain.class;
    }

    @Control(differs = "evicts what a message names: a gap between numbers is passed over")
    Class<?> every_message_for_itself() {
      return NaiveNamedKeysOnlyMain.class;
    }

    @Override
    public Trade run(Class<?> main) throws Exception {
      try (Nodes nodes = new Nodes(postgres, redis, faults, processes, history, main);
          Writer writer = new Writer(postgres, redis, history)) {
        Trading trading = new Trading(nodes, history);
        nodes.awaitServing();
        trading.mixed();
        Consumer<String> announce =
            faults.instead("messages of a writer are lost", writer::announce, writer::lose);
        trading.look();
        int heard = nodes.heard();
        trading.writeAll(id -> writer.write(id, LAST, announce));
        int told = nodes.heard() - heard;
        trading.lastLook();
        return Trade.of(trading, history, told);
      }
    }

    @Override
    public void holds(Trade seen) {
      assertThat(seen.answered()).isEqualTo(seen.offered());
      assertThat(seen.tooOld()).isZero();
    }

    @Override
    public void breaks(Trade seen) {
      assertThat(seen.tooOldAtLast()).isEqualTo(Trading.PRICES * Nodes.NAMES.size());
    }

    @Override
    public void felt(Trade seen) {
      assertThat(seen.told()).isZero();
    }

    @Override
    public String figure(Trade seen) {
      return seen.figure();
    }
  }
}
