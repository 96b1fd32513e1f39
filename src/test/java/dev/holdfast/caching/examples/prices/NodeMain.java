package dev.holdfast.caching.examples.prices;

import dev.holdfast.Pause;
import dev.holdfast.caching.examples.Answer;
import dev.holdfast.caching.examples.Http;
import dev.holdfast.caching.multilevel.InvalidationFeed;
import dev.holdfast.harness.environment.AppProcess;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A process of the prices in a container, which besides tells of how many writes it heard.
 * Arguments: its name, the database's URL, Redis by its data link, Redis by each node's push link.
 */
final class NodeMain {
  static final int PORT = 8080;

  private NodeMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    serve(arguments, feed -> feed);
  }

  /**
   * @param hears what the node listens to, of the numbered channel
   */
  static void serve(String[] arguments, UnaryOperator<InvalidationFeed> hears)
      throws SQLException, IOException {
    int number = Nodes.NAMES.indexOf(arguments[0]);
    AtomicInteger heard = new AtomicInteger();
    var node =
        new PriceNode(
            arguments[1],
            RedisURI.create(arguments[2]),
            RedisURI.create(arguments[3 + number]),
            feed -> listener -> hears.apply(feed).open(new Counting(listener, heard)));
    new PriceService(node, Pause.interruptible())
        .on(new Http("0.0.0.0", PORT))
        .on("GET", "/heard", _ -> Answer.ok(heard.get()))
        .start();
    System.out.println(AppProcess.READY);
  }

  private record Counting(InvalidationFeed.Listener cache, AtomicInteger heard)
      implements InvalidationFeed.Listener {
    @Override
    public void written(String key) {
      heard.incrementAndGet();
      cache.written(key);
    }

    @Override
    public void anythingWritten() {
      cache.anythingWritten();
    }

    @Override
    public void disconnected() {
      cache.disconnected();
    }
  }
}
