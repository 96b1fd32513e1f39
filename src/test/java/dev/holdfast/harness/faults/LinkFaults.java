package dev.holdfast.harness.faults;

import dev.holdfast.harness.faults.Faults.Opening;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What Toxiproxy does to a link: how each kind of fault begins and ends. */
final class LinkFaults {
  /** Any toxic lasts until it is removed; Toxiproxy reads 0 as "never". */
  private static final long NEVER = 0;

  private LinkFaults() {}

  static Opening latency(Link link, Direction direction, Duration delay) {
    return toxic(
        link, direction, (name, way) -> link.proxy().toxics().latency(name, way, delay.toMillis()));
  }

  static Opening halfOpen(Link link, Direction direction) {
    return toxic(link, direction, (name, way) -> link.proxy().toxics().timeout(name, way, NEVER));
  }

  static Opening cutAfter(Link link, Direction direction, long bytes) {
    return toxic(link, direction, (name, way) -> link.proxy().toxics().limitData(name, way, bytes));
  }

  static Opening reset(Link link) {
    return toxic(
        link, Direction.DOWN, (name, way) -> link.proxy().toxics().resetPeer(name, way, NEVER));
  }

  static Opening outage(Link link) {
    return () -> {
      link.proxy().disable();
      return () -> link.proxy().enable();
    };
  }

  static String words(Direction direction) {
    return switch (direction) {
      case UP -> "towards the server";
      case DOWN -> "towards the client";
      case BOTH -> "both ways";
    };
  }

  /**
   * One request a toxic, with all its attributes, so that none exists half-made; both ways are two
   * toxics, upstream first.
   */
  private static Opening toxic(Link link, Direction direction, Toxic toxic) {
    return () -> {
      List<String> names = new ArrayList<>();
      if (direction != Direction.DOWN) {
        toxic.create("up", ToxicDirection.UPSTREAM);
        names.add("up");
      }
      if (direction != Direction.UP) {
        toxic.create("down", ToxicDirection.DOWNSTREAM);
        names.add("down");
      }
      return () -> {
        for (String name : names) {
          link.proxy().toxics().get(name).remove();
        }
      };
    };
  }

  private interface Toxic {
    Object create(String name, ToxicDirection way) throws IOException;
  }
}
