package dev.holdfast.postgres.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;

/** Can a reader that has gone away fill the server's disk? */
@Specification(Outline.POSTGRES_OBSERVABILITY)
class AbandonedSlotSpec {

  @Claim(
      says =
          "A replication slot that nobody reads does not make the server keep more WAL than its"
              + " limit, and one that is read stays",
      limit = "the WAL of one round more; who comes back to a dropped slot has to begin anew",
      source = "PostgreSQL 18 manual, sections 26.2.6 and 19.6.1, max_slot_wal_keep_size")
  class AnAbandonedSlotKeepsLittle implements Experiment<AnAbandonedSlotKeepsLittle.Round, Kept> {
    static final int ROUNDS = 6; // a WAL segment each
    static final int KEEP = 2; // segments
    static final long SEGMENT = 16 << 20; // bytes, as initdb makes them
    static final String SLOT = "abandoned_"; // all arms use one cluster, one after another

    final Postgres postgres;
    final Faults faults;
    final History history;
    final String slot = SLOT + Long.toHexString(System.nanoTime());

    AnAbandonedSlotKeepsLittle(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject(AbandonedSlots.class)
    Round drops_what_holds_back_too_much() {
      var slots =
          new AbandonedSlots(
              postgres.dataSource(), SLOT, KEEP * SEGMENT, new SimpleMeterRegistry());
      return slots::drop;
    }

    @Control(differs = "nobody looks after slots")
    Round no_housekeeping() {
      return List::of;
    }

    @Override
    public Kept run(Round housekeeping) throws Exception {
      postgres.number(
          "SELECT 1 FROM pg_create_physical_replication_slot('%s', true)".formatted(slot));
      try {
        boolean read = faults.instead("nobody reads the slot", true, false);
        long most = 0;
        int reads = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
          postgres.number(
              "SELECT 1 FROM pg_logical_emit_message(false, 'load', 'x'), pg_switch_wal()");
          if (read) {
            reads++;
            refused += advance() ? 0 : 1;
          }
          most = Math.max(most, history.call("slot", "bytes held back", this::heldBack));
          history.call("housekeeping", "round", housekeeping::run);
        }
        postgres.execute("CHECKPOINT");
        return new Kept(most, reads, refused, postgres.number(SEGMENTS));
      } finally {
        postgres.number(
            "SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE slot_name = '%s'"
                .formatted(slot));
      }
    }

    /** On the server's disk, before the one that is written. */
    static final String SEGMENTS =
        """
        SELECT count(*) FROM pg_ls_waldir()
        WHERE name ~ '^[0-9A-F]{24}$' AND name < pg_walfile_name(pg_current_wal_lsn())""";

    private boolean advance() {
      try {
        postgres.number(
            "SELECT 1 FROM pg_replication_slot_advance('%s', pg_current_wal_lsn())"
                .formatted(slot));
        return true;
      } catch (SQLException _) {
        return false;
      }
    }

    private long heldBack() throws SQLException {
      return postgres.number(
          """
          SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)
          FROM pg_replication_slots WHERE slot_name = '%s'"""
              .formatted(slot));
    }

    @Override
    public void holds(Kept seen) {
      assertThat(seen.segments()).isLessThanOrEqualTo(KEEP);
      assertThat(seen.readsRefused()).isZero();
    }

    @Override
    public void breaks(Kept seen) {
      assertThat(seen.segments()).isGreaterThanOrEqualTo(ROUNDS);
    }

    @Override
    public void felt(Kept seen) {
      assertThat(seen.mostHeldBack()).isGreaterThan(KEEP * SEGMENT);
    }

    @Override
    public String figure(Kept seen) {
      return seen.segments() + " segments of WAL kept";
    }

    /** One round of housekeeping. */
    interface Round {
      List<String> run() throws SQLException;
    }
  }

  /**
   * @param mostHeldBack bytes of WAL, by the slot, before a round
   * @param readsRefused of the reads, which are none when nobody reads
   * @param segments of WAL that the server keeps in the end
   */
  record Kept(long mostHeldBack, int reads, int readsRefused, long segments) {}
}
