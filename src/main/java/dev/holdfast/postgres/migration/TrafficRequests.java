package dev.holdfast.postgres.migration;

import java.util.List;

/**
 * What the clients say, over and over.
 *
 * @param uncounted whether they may switch off that the server counts what they do, which is the
 *     whole database's outside of a transaction
 */
record TrafficRequests(List<String> all, boolean uncounted) {
  /** What is left out where they may not. */
  static final String LEFT_OUT =
      "no live traffic beside what runs outside of a transaction: only a superuser can keep the"
          + " server from counting it as the migration's work";

  TrafficRequests {
    all = List.copyOf(all);
  }

  /** Those that can be made beside a statement without being taken for its work. */
  TrafficRequests beside(boolean alone) {
    return alone && !uncounted ? new TrafficRequests(List.of(), false) : this;
  }
}
