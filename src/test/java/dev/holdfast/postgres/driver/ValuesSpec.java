package dev.holdfast.postgres.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.driver.Samples.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** Is what is read what was written? */
@Specification(Outline.POSTGRES_DRIVER)
class ValuesSpec {

  @Claim(
      says = "A value is read in the stated normal form of what was written",
      limit =
          "moments to the microsecond, texts without U+0000 and broken surrogates: what is finer is"
              + " cut off, what has no place is refused before it is sent",
      source = "PostgreSQL 18 manual, sections 8.5 and 8.15")
  class ValuesComeBackInNormalForm implements Experiment<Mapping, Compared> {
    static final int ROWS = 5_000;
    static final int VALUES = 2 * ROWS;

    final Postgres postgres;
    final Faults faults;

    ValuesComeBackInNormalForm(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({TypedValue.class, TypedValue.Moment.class, TypedValue.Texts.class})
    Mapping types_with_a_normal_form() {
      return new ByType();
    }

    @Control(differs = "maps by strings: as Java prints a value, and as the server does")
    Mapping strings() {
      return new NaiveStrings();
    }

    @Override
    public Compared run(Mapping mapping) throws Exception {
      postgres.execute(
          """
          CREATE TABLE samples (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            moment timestamptz NOT NULL, texts text[] NOT NULL)""");
      List<Sample> samples =
          faults.instead(
              "values at the edges of their types", Samples.plain(ROWS), Samples.edges(ROWS));
      int right = 0;
      int wrong = 0;
      try (Connection connection = postgres.dataSource().getConnection()) {
        write(connection, mapping, samples);
        try (Statement query = connection.createStatement()) {
          ResultSet rows = query.executeQuery("SELECT moment, texts FROM samples ORDER BY id");
          for (Sample sample : samples) {
            rows.next();
            int same =
                (sample.cut().equals(mapping.moment(rows)) ? 1 : 0)
                    + (sample.texts().equals(mapping.texts(rows)) ? 1 : 0);
            right += same;
            wrong += 2 - same;
          }
        }
      }
      return new Compared(finer(samples), right, wrong);
    }

    private static void write(Connection connection, Mapping mapping, List<Sample> samples)
        throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO samples (moment, texts) VALUES (?::timestamptz, ?::text[])")) {
        for (Sample sample : samples) {
          mapping.set(insert, sample.moment(), sample.texts());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }

    private static long finer(List<Sample> samples) {
      return samples.stream().filter(sample -> !sample.moment().equals(sample.cut())).count();
    }

    @Override
    public void holds(Compared seen) {
      assertThat(seen.right()).isEqualTo(VALUES);
      assertThat(seen.wrong()).isZero();
    }

    @Override
    public void breaks(Compared seen) {
      assertThat(seen.wrong()).isEqualTo(VALUES);
    }

    @Override
    public void felt(Compared seen) {
      assertThat(seen.finerThanTheColumn()).isEqualTo(ROWS);
    }

    @Override
    public String figure(Compared seen) {
      return "%,d of %,d values in normal form".formatted(seen.right(), VALUES);
    }
  }

  /** Writes a row's values to parameters one and two, and reads them. */
  interface Mapping {
    void set(PreparedStatement insert, Instant moment, List<String> texts) throws SQLException;

    Instant moment(ResultSet row) throws SQLException;

    List<String> texts(ResultSet row) throws SQLException;
  }

  private static final class ByType implements Mapping {
    @Override
    public void set(PreparedStatement insert, Instant moment, List<String> texts)
        throws SQLException {
      TypedValue.MOMENT.set(insert, 1, moment);
      TypedValue.TEXTS.set(insert, 2, texts);
    }

    @Override
    public Instant moment(ResultSet row) throws SQLException {
      return TypedValue.MOMENT.get(row, "moment");
    }

    @Override
    public List<String> texts(ResultSet row) throws SQLException {
      return TypedValue.TEXTS.get(row, "texts");
    }
  }

  /**
   * @param finerThanTheColumn moments that the column cannot hold as they are
   */
  record Compared(long finerThanTheColumn, int right, int wrong) {}
}
