package dev.holdfast.caching.examples.prices;

import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that read and write prices at random, and one that looks at all of them. */
final class Trading {
  static final int PRICES = 6;

  private static final String LAST_LOOK = "last look";
  private static final int CLIENTS = 4;
  private static final int CALLS = 25; // of each client: every price is written a few times
  private static final double WRITES = 0.3;
  private static final long SEED = 20_25;

  /** Past the bound by as much as a clock's step and the way of an answer. */
  private static final Duration PAST = PriceService.BOUND.plusMillis(50);

  private final Nodes nodes;
  private final History history;
  private int offered;
  private int answered;

  /** A write whose acknowledgement everybody is bound by. */
  interface Writing {
    boolean write(int id) throws Exception;
  }

  Trading(Nodes nodes, History history) {
    this.nodes = nodes;
    this.history = history;
  }

  int offered() {
    return offered;
  }

  int answered() {
    return answered;
  }

  /** Reads every price of every node, one after the other, so that they keep them. */
  void look() throws InterruptedException {
    look("look");
  }

  /** The same, when everybody has to know everything. */
  void lastLook() throws InterruptedException {
    look(LAST_LOOK);
  }

  /** Clients read and write at once, each after a seed of its own. */
  void mixed() throws Exception {
    clients(
        client -> {
          Random random = new Random(SEED + client);
          for (int call = 0; call < CALLS; call++) {
            int node = random.nextInt(Nodes.NAMES.size());
            int id = 1 + random.nextInt(PRICES);
            boolean write = random.nextDouble() < WRITES;
            boolean ok =
                write
                    ? nodes.write("client-" + client, node, id, random.nextInt(10_000))
                    : nodes.read("client-" + client, node, id);
            count(ok);
          }
        });
  }

  /** Writes every price once more, then lets clients read until the bound has passed for each. */
  void writeAll(Writing writing) throws Exception {
    for (int id = 1; id <= PRICES; id++) {
      count(writing.write(id));
    }
    long until = history.now() + PAST.toNanos();
    clients(
        client -> {
          Random random = new Random(SEED - client);
          while (history.now() < until) {
            int node = random.nextInt(Nodes.NAMES.size());
            count(nodes.read("client-" + client, node, 1 + random.nextInt(PRICES)));
          }
        });
  }

  /** How many of these reads are of the last look. */
  static int ofLastLook(List<Operation> reads) {
    return (int) reads.stream().filter(read -> read.process().equals(LAST_LOOK)).count();
  }

  private interface Client {
    void trade(int client) throws Exception;
  }

  private static void clients(Client clients) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        Callable<Object> task =
            () -> {
              clients.trade(client);
              return "done";
            };
        running.add(threads.submit(task));
      }
      for (Future<Object> one : running) {
        one.get();
      }
    }
  }

  private void look(String who) throws InterruptedException {
    for (int node = 0; node < Nodes.NAMES.size(); node++) {
      for (int id = 1; id <= PRICES; id++) {
        count(nodes.read(who, node, id));
      }
    }
  }

  private synchronized void count(boolean ok) {
    offered++;
    answered += ok ? 1 : 0;
  }
}
