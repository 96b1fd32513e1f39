package dev.holdfast.postgres.migration;

import java.util.List;

/**
 * What the clients say, over and over.
 *
 * @param uncounted whether they may switch off that the server counts what they do, which is the
 *     whole database's outside of a transaction
 */
record TrafficRequests(List<String> all, boolean uncounted) {
  TrafficRequests {
    all = List.copyOf(all);
  }

  /** Those that can be made beside a statement without being taken for its work. */
  TrafficRequests beside(boolean alone) {
    return alone && !uncounted ? new TrafficRequests(List.of(), false) : this;
  }
}
