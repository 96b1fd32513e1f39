package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * One row, to which two writers add one each, round after round. Under the fault both have read
 * before either writes, or one waits to read.
 */
final class Stock {
  static final int ROUNDS = 20;
  static final int WRITERS = 2;
  static final int WRITES = ROUNDS * WRITERS;
  static final Cell<Integer> PIECES = new Cell<>("stock", "id", "pieces", Integer.class);

  private static final long ROW = 1;

  private final Postgres postgres;
  private final Faults faults;

  Stock(Postgres postgres, Faults faults) {
    this.postgres = postgres;
    this.faults = faults;
  }

  Updates write(ReadModifyWrite<Integer> update) throws Exception {
    createTable();
    AtomicInteger computed = new AtomicInteger();
    int told = 0;
    try (Meeting meeting = new Meeting(postgres.dataSource(), WRITERS);
        Fault _ = faults.begin("both read before either writes", "the row", meeting)) {
      for (int round = 0; round < ROUNDS; round++) {
        meeting.next();
        List<Boolean> answers =
            faults.simultaneously(
                WRITERS,
                _ ->
                    () ->
                        wasTold(
                            update,
                            pieces -> {
                              computed.incrementAndGet();
                              meeting.arrive();
                              return pieces + 1;
                            }));
        told += Collections.frequency(answers, true);
      }
      return new Updates(
          told,
          postgres.number("SELECT pieces FROM stock"),
          meeting.held(),
          computed.get() - WRITES,
          meeting.waiters());
    }
  }

  private static boolean wasTold(ReadModifyWrite<Integer> update, UnaryOperator<Integer> change)
      throws InterruptedException {
    try {
      update.update(ROW, change);
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  private void createTable() throws SQLException {
    postgres.execute(
        """
        CREATE TABLE stock (
          id bigint PRIMARY KEY, pieces int NOT NULL, version bigint NOT NULL DEFAULT 0)""");
    postgres.execute("INSERT INTO stock (id, pieces) VALUES (%d, 0)".formatted(ROW));
  }

  /**
   * What one arm saw.
   *
   * @param told how many writes were reported as done
   * @param stored what the row has in the end, and should have one of for each write
   * @param interleaved rounds in which the two were at work at once
   * @param computedInVain how often a value was computed that was not stored
   * @param waited how often one of the two waited to read until the other had written
   */
  record Updates(int told, long stored, int interleaved, int computedInVain, int waited) {
    String figure() {
      return "%d of %d stored; %d computed in vain, %d waited"
          .formatted(stored, told, computedInVain, waited);
    }
  }
}
