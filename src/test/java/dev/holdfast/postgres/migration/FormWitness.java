package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Form;
import dev.holdfast.postgres.migration.Operation.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Runs a form of an {@link Operation} and lets other sessions find out what it did: a {@link
 * LockProbe} how each statement locks the tables while its transaction is open, a {@link FileProbe}
 * which tables each transaction wrote anew and read through. Neither asks what {@link
 * MigrationTraceOracle} asks.
 *
 * <p>What cannot run in a transaction is stopped on its way, by {@link Parking}.
 */
final class FormWitness implements AutoCloseable {
  private static final String OUTSIDE_OF_TRANSACTIONS = "25001";
  private static final String RELATIONS =
      """
      SELECT oid, oid::regclass FROM pg_class
      WHERE relnamespace = 'shop'::regnamespace AND relkind IN ('r', 'p', 'm')""";

  private final DataSource dataSource;
  private final LockProbe locks;
  private final FileProbe files;
  private final Parking parking;

  FormWitness(DataSource dataSource) throws SQLException {
    this.dataSource = dataSource;
    this.locks = new LockProbe(dataSource);
    this.files = new FileProbe(dataSource);
    this.parking = new Parking(dataSource, locks);
  }

  /**
   * @param statements a list of lines for each statement, as {@link Witnessed} words it
   * @param differences to what is written down
   */
  record Seen(List<List<String>> statements, List<String> differences) {}

  /** Runs it on its tables, which are made anew. */
  Seen run(Form form) throws Exception {
    List<List<String>> statements = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    try (Connection migrating = dataSource.getConnection();
        Statement statement = migrating.createStatement()) {
      statement.execute(form.shop());
      List<Step> transaction = new ArrayList<>();
      files.begin(migrating);
      for (Step step : form.steps()) {
        bracket(migrating, step);
        if (step.isBracket()) {
          statements.add(List.of());
        } else {
          transaction.add(step);
          List<String> seen = run(migrating, step.sql());
          statements.add(seen);
          differences.addAll(Witnessed.differences(step, seen));
        }
        if (migrating.getAutoCommit()) {
          differences.addAll(files.differences(migrating, transaction));
          transaction.clear();
          files.begin(migrating);
        }
      }
    }
    return new Seen(statements, differences);
  }

  private static void bracket(Connection migrating, Step step) throws SQLException {
    switch (step.sql()) {
      case "BEGIN" -> migrating.setAutoCommit(false);
      case "COMMIT" -> {
        migrating.commit();
        migrating.setAutoCommit(true);
      }
      case "ROLLBACK" -> {
        migrating.rollback();
        migrating.setAutoCommit(true);
      }
      default -> {}
    }
  }

  private List<String> run(Connection migrating, String sql) throws Exception {
    boolean alone = migrating.getAutoCommit();
    Map<Long, String> names = names(migrating);
    try (Statement statement = migrating.createStatement()) {
      migrating.setAutoCommit(false);
      statement.execute(sql);
      Map<Long, String> known = names(migrating);
      known.putAll(names); // a statement's tables go by the names that they had before it
      Map<String, String> held = new TreeMap<>();
      for (Map.Entry<Long, String> relation : known.entrySet()) {
        LockProbe.Refused refused = locks.refused(relation.getKey());
        held.put(relation.getValue(), refused.seen() ? refused.held().words() : "created");
      }
      if (alone) {
        migrating.commit();
      }
      return Witnessed.lines(held);
    } catch (SQLException e) {
      if (!alone || !OUTSIDE_OF_TRANSACTIONS.equals(e.getSQLState())) {
        return List.of("fails " + e.getSQLState());
      }
    } finally {
      if (alone) {
        migrating.rollback();
        migrating.setAutoCommit(true);
      }
    }
    return parked(migrating, sql, names);
  }

  private List<String> parked(Connection migrating, String sql, Map<Long, String> names)
      throws Exception {
    Map<Long, LockMode> held = parking.behind("ACCESS SHARE", names.keySet(), migrating, sql);
    if (held.isEmpty()) { // it waits for nobody who only reads, and can be run once more
      for (long relation : names.keySet()) {
        held.putAll(parking.behind("SHARE UPDATE EXCLUSIVE", Set.of(relation), migrating, sql));
      }
    }
    Map<String, String> named = new TreeMap<>();
    held.values().removeIf(LockMode.ACCESS_SHARE::equals); // the one in the way has it
    held.forEach((oid, mode) -> named.put(String.valueOf(names.get(oid)), mode.words()));
    return Witnessed.lines(named);
  }

  /** The tables and materialized views that there are, as the session writes them. */
  private static Map<Long, String> names(Connection session) throws SQLException {
    Map<Long, String> names = new LinkedHashMap<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(RELATIONS)) {
      while (rows.next()) {
        names.put(rows.getLong(1), rows.getString(2));
      }
    }
    return names;
  }

  @Override
  public void close() throws SQLException {
    locks.close();
    files.close();
    parking.close();
  }
}
