package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.MigratedStatement.Touched;
import dev.holdfast.postgres.migration.MigratedStatement.Victims;
import java.util.ArrayList;
import java.util.List;

/** What a statement did, in words. Pure. */
final class StatementFacts {
  private StatementFacts() {}

  /** What a statement did, a line a relation that was there before its file. */
  static List<String> of(MigratedStatement statement) {
    List<String> facts = new ArrayList<>();
    for (Touched touched : statement.relations()) {
      if (touched.existed()) {
        facts.add(
            "%s, %,d rows: %s"
                .formatted(touched.trace().name(), touched.rows(), did(statement, touched)));
      }
    }
    facts.add(
        "%s; lock_timeout %s"
            .formatted(
                statement.inTransaction() ? "in a transaction" : "outside of a transaction",
                statement.lockTimeout().isZero()
                    ? "off"
                    : statement.lockTimeout().toMillis() + " ms"));
    Victims victims = statement.victims();
    if (victims.count() > 0) {
      facts.add(
          "kept %d requests of %d clients waiting, one for %d ms"
              .formatted(victims.count(), LiveTraffic.CLIENTS, victims.longest().toMillis()));
    }
    if (statement.waitsForSnapshots()) {
      facts.add("waits for transactions that are older than itself");
    } else if (statement.relations().stream().anyMatch(StatementFacts::waitsForItsLike)) {
      facts.add("waits for older transactions that change or vacuum the same table");
    }
    statement.leftInvalid().forEach(index -> facts.add("leaves invalid: " + index));
    statement.leftUnvalidated().forEach(one -> facts.add("leaves not validated: " + one));
    statement
        .failure()
        .ifPresent(
            failure ->
                facts.add(
                    "failed in line %d: %s %s"
                        .formatted(failure.line(), failure.state(), failure.message())));
    return facts;
  }

  private static boolean waitsForItsLike(Touched touched) {
    return touched.existed() && touched.trace().lock() == LockMode.SHARE_UPDATE_EXCLUSIVE;
  }

  private static String did(MigratedStatement statement, Touched touched) {
    List<String> did = new ArrayList<>();
    did.add(
        touched.lock().words()
            + (touched.since() == statement.line() ? "" : " since line " + touched.since()));
    did.addAll(touched.work());
    if (touched.emptied()) {
      did.add("emptied");
    }
    if (touched.trace().rowsChanged() > 0) {
      did.add("%,d rows written".formatted(touched.trace().rowsChanged()));
    }
    did.add(
        "blocks " + (touched.blocks().isEmpty() ? "nobody" : String.join(", ", touched.blocks())));
    return String.join("; ", did);
  }
}
