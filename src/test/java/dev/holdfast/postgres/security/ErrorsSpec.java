package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Do the values of customers' rows end up in the application's log? */
@Specification(Outline.POSTGRES_SECURITY)
class ErrorsSpec {

  @Claim(
      says =
          "No value of a row that the server refuses is in the exception, or in what a log writes"
              + " of it; the name of the broken rule is",
      limit =
          "the server's own log is not looked at, nor exceptions that the application makes itself",
      source =
          "PostgreSQL 18 manual, section 54.8, Error and Notice Message Fields; pgjdbc,"
              + " logServerErrorDetail")
  class ARefusedRowLeavesNoValueInTheLog implements Experiment<Store, Traces> {
    final Postgres postgres;
    final Faults faults;
    final History history;

    ARefusedRowLeavesNoValueInTheLog(Postgres postgres, Faults faults, History history) {
      this.postgres = postgres;
      this.faults = faults;
      this.history = history;
    }

    @Subject({QuietErrors.class, QuietSqlException.class})
    Store sqlstate_and_names_alone() {
      return person -> QuietErrors.in(() -> stored(postgres.dataSource(), person));
    }

    @Control(differs = "lets the driver's exception out as it comes")
    Store the_exception_as_it_comes() {
      return person -> NaiveErrors.in(() -> stored(postgres.dataSource(), person));
    }

    @Peer(
        artifact = "org.postgresql:postgresql",
        configured =
            "logServerErrorDetail=false, as its manual offers against sensitive values in logs")
    Store the_driver_without_details() {
      var source = postgres.dataSource();
      source.setLogServerErrorDetail(false);
      return person -> stored(source, person);
    }

    @Override
    public Traces run(Store store) throws Exception {
      postgres.execute(Person.TABLES);
      List<Person> people =
          faults.instead("rows that the server refuses", Person.FINE, Person.REFUSED);
      long before = postgres.number("SELECT count(*) FROM people");
      List<String> states = new ArrayList<>();
      List<String> leaks = new ArrayList<>();
      int told = 0;
      for (Person person : people) {
        var attempt = history.invoke("application", "store a person");
        try {
          store.add(person);
          attempt.ok("stored");
        } catch (SQLException e) {
          attempt.failed(e.getSQLState());
          String log = log(e);
          states.add(e.getSQLState());
          told += log.contains(person.rule()) ? 1 : 0;
          if (log.contains(person.secret())) {
            leaks.add(person.secret());
          }
        }
      }
      long stored = postgres.number("SELECT count(*) FROM people") - before;
      return new Traces(people.size(), stored, states, told, leaks);
    }

    @Override
    public void holds(Traces seen) {
      assertThat(seen.valuesInTheLog()).isEmpty();
      assertThat(seen.rulesTold()).isEqualTo(seen.refused().size());
      assertThat(seen.stored() + seen.refused().size()).isEqualTo(seen.offered());
    }

    @Override
    public void breaks(Traces seen) {
      assertThat(seen.valuesInTheLog()).hasSize(Person.REFUSED.size());
    }

    @Override
    public void felt(Traces seen) {
      assertThat(seen.refused())
          .containsExactly("23505", "23514", "23502", "23503", "22P02", "23505");
    }

    @Override
    public String figure(Traces seen) {
      return "values of %d of %d refused rows in the log"
          .formatted(seen.valuesInTheLog().size(), seen.refused().size());
    }

    private static long stored(DataSource source, Person person) throws SQLException {
      try (Connection connection = source.getConnection()) {
        return person.store(connection);
      }
    }

    /** What any logging library writes of an exception. */
    private static String log(SQLException e) {
      var text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }

  /** Stores a person in a connection of its own. */
  interface Store {
    long add(Person person) throws SQLException;
  }

  /**
   * @param refused SQLSTATEs of the rows that the server refused
   * @param rulesTold how often the log names the rule that was broken
   * @param valuesInTheLog of refused rows
   */
  record Traces(
      int offered, long stored, List<String> refused, int rulesTold, List<String> valuesInTheLog) {}
}
