package dev.holdfast.caching.examples.prices;

import dev.holdfast.harness.history.History;
import dev.holdfast.harness.history.Operation;
import java.util.List;

/**
 * What a history shows.
 *
 * @param offered reads and writes
 * @param answered of them
 * @param tooOld reads that were older than the bound
 * @param tooOldAtLast of them, those of the last look at all prices on all nodes
 * @param told of how many of the last writes the nodes that were hit heard
 */
record Trade(int offered, int answered, int tooOld, int tooOldAtLast, int told) {
  static Trade of(Trading trading, History history, int told) {
    List<Operation> tooOld = BoundedStaleness.tooOld(history.operations(), PriceService.BOUND);
    return new Trade(
        trading.offered(), trading.answered(), tooOld.size(), Trading.ofLastLook(tooOld), told);
  }

  String figure() {
    return "%d of %d reads and writes too old, %d of the last look"
        .formatted(tooOld, offered, tooOldAtLast);
  }
}
