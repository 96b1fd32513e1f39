package dev.holdfast.postgres.availability;

import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Shifts with two doctors on call each, who both ask to leave; one has to stay. Under the fault
 * both have counted the doctors before either leaves, or one waits to count.
 */
final class Rota {
  static final int SHIFTS = 20;

  private static final int DOCTORS = 2; // to a shift

  private final Postgres postgres;
  private final Faults faults;

  Rota(Postgres postgres, Faults faults) {
    this.postgres = postgres;
    this.faults = faults;
  }

  Leaves everybodyAsks(Guard guard) throws Exception {
    createTables();
    int granted = 0;
    int refused = 0;
    try (Meeting meeting = new Meeting(postgres.dataSource(), DOCTORS);
        Fault _ = faults.begin("both count before either leaves", "the shift", meeting)) {
      for (int asked = 1; asked <= SHIFTS; asked++) {
        int shift = asked;
        meeting.next();
        List<String> answers =
            faults.simultaneously(DOCTORS, doctor -> () -> ask(guard, shift, doctor, meeting));
        granted += Collections.frequency(answers, "granted");
        refused += Collections.frequency(answers, "refused");
      }
      return new Leaves(
          granted,
          refused,
          postgres.number(
              """
              SELECT count(*) FROM shifts
              WHERE id NOT IN (SELECT shift FROM doctors WHERE on_call)"""),
          meeting.held(),
          meeting.waiters());
    }
  }

  private static String ask(Guard guard, int shift, int doctor, Meeting meeting)
      throws InterruptedException {
    try {
      return guard.call(shift, connection -> leave(connection, shift, doctor, meeting))
          ? "granted"
          : "refused";
    } catch (SQLException e) {
      return "failed: " + e.getMessage();
    }
  }

  /** What the application does in its transaction: whoever is not the last may go. */
  private static boolean leave(Connection connection, int shift, int doctor, Meeting meeting)
      throws SQLException {
    try (PreparedStatement count =
            connection.prepareStatement(
                "SELECT count(*) FROM doctors WHERE shift = ? AND on_call");
        PreparedStatement leave =
            connection.prepareStatement(
                "UPDATE doctors SET on_call = false WHERE shift = ? AND name = ?")) {
      count.setInt(1, shift);
      ResultSet rows = count.executeQuery();
      rows.next();
      boolean mayGo = rows.getInt(1) > 1;
      meeting.arrive();
      if (mayGo) {
        leave.setInt(1, shift);
        leave.setString(2, "doctor-" + doctor);
        leave.executeUpdate();
      }
      return mayGo;
    }
  }

  private void createTables() throws SQLException {
    postgres.execute(
        "CREATE TABLE shifts AS SELECT id::bigint FROM generate_series(1, %d) id"
            .formatted(SHIFTS));
    postgres.execute(
        """
        CREATE TABLE doctors (
          shift bigint, name text, on_call boolean NOT NULL, PRIMARY KEY (shift, name))""");
    postgres.execute(
        """
        INSERT INTO doctors SELECT id, 'doctor-' || number, true
        FROM shifts, generate_series(0, %d) number"""
            .formatted(DOCTORS - 1));
  }

  /** Runs what touches a shift's doctors so that one of them stays. */
  interface Guard {
    boolean call(long shift, TransactionWork<Boolean> work)
        throws SQLException, InterruptedException;
  }

  /**
   * What one arm saw.
   *
   * @param granted to how many it was said that they may go
   * @param unattended shifts that have nobody in the end
   * @param interleaved shifts whose doctors asked at once
   * @param waited how often one of the two waited to count until the other had left
   */
  record Leaves(int granted, int refused, long unattended, int interleaved, int waited) {
    String figure() {
      return "%d of %d shifts unattended; %d waited".formatted(unattended, SHIFTS, waited);
    }
  }
}
