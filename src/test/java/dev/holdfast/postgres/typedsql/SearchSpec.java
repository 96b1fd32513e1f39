package dev.holdfast.postgres.typedsql;

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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.impl.DSL;

/** Can what a user searches for become SQL? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class SearchSpec {
  static final String SELECT = "SELECT id FROM products";
  static final Map<String, String> ORDERS = Map.of("id", "id", "name", "name, id");

  static final DynamicFilters FILTERS =
      new DynamicFilters(SELECT, Map.of("names", "name = ANY (?)"), ORDERS);

  @Claim(
      says = "A value that is searched for stays a value: the answer is the rows that have it",
      limit =
          "% and _ in a LIKE pattern keep their meaning; whose rows a user may see is another"
              + " question",
      source = "OWASP, SQL Injection Prevention Cheat Sheet, defence option 1")
  class AValueStaysAValue implements Experiment<Search, Answers> {
    static final List<String> PLAIN =
        List.of("lamp", "desk", "chair", "shelf", "stool", "couch", "table", "bench");

    /** Names that rows may have; as SQL, each does something else. */
    static final List<String> PAYLOADS =
        List.of(
            "x') OR ('a'='a", // all rows
            "x') OR 1=1 --", // all rows, in no order
            "x') UNION SELECT id FROM vault --", // another table's
            "x'); UPDATE products SET name = 'gone'; --", // another statement
            "x') AND 1/0 = 0 --", // an error that tells
            "x' || 'y", // an expression
            "O'Brien", // no attack at all, and no SQL either
            "'"); // the shortest

    final Postgres postgres;
    final Faults faults;

    AValueStaysAValue(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({DynamicFilters.class, DynamicFilters.Search.class})
    Search parameters() {
      return (connection, names) -> {
        var search = FILTERS.search(Map.of("names", names.toArray(String[]::new)), "id");
        try (PreparedStatement statement = search.on(connection)) {
          return ids(statement.executeQuery());
        }
      };
    }

    @Control(differs = "the values are put into the text of the statement, between quotes")
    Search quotes_around_values() {
      return (connection, names) -> {
        try (Statement statement = connection.createStatement()) {
          return ids(statement.executeQuery(NaiveFilters.search(names, "id")));
        }
      };
    }

    @Peer(
        artifact = "org.jooq:jooq",
        configured = "its DSL over generated classes, as its manual builds dynamic SQL")
    Search jooq() {
      return (connection, names) ->
          Shop.named(DSL.using(connection), names.toArray(String[]::new)).stream()
              .map(Shop.Product::id)
              .toList();
    }

    @Peer(
        artifact = "org.jdbi:jdbi3-core",
        configured = "named parameters, the list as an SQL array, as its Developer Guide binds one")
    Search jdbi() {
      return Jdbis::ids;
    }

    @Override
    public Answers run(Search search) throws Exception {
      stock(faults.instead("names that are SQL as well", PLAIN, PAYLOADS));
      List<String> right = new ArrayList<>();
      List<String> wrong = new ArrayList<>();
      List<String> names = names();
      try (Connection connection = postgres.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        for (int row = 0; row < names.size(); row++) {
          // Beside a name that no row has: a list is searched for.
          String answer = answer(search, connection, List.of("nobody", names.get(row)));
          (answer.equals("[" + (row + 1) + "]") ? right : wrong)
              .add(names.get(row) + " -> " + answer);
          connection.rollback(); // what one did is not to spoil the next
        }
      }
      long quoted = names.stream().filter(name -> name.contains("'")).count();
      return new Answers(quoted, right, wrong);
    }

    @Override
    public void holds(Answers seen) {
      assertThat(seen.right()).hasSize(PLAIN.size());
      assertThat(seen.wrong()).isEmpty();
    }

    @Override
    public void breaks(Answers seen) {
      assertThat(seen.wrong()).hasSize(PAYLOADS.size());
    }

    @Override
    public void felt(Answers seen) {
      assertThat(seen.namesWithQuotes()).isEqualTo(PAYLOADS.size());
    }

    @Override
    public String figure(Answers seen) {
      return "%d right answers, %d wrong".formatted(seen.right().size(), seen.wrong().size());
    }

    private static String answer(Search search, Connection connection, List<String> names) {
      try {
        return search.ids(connection, names).toString();
      } catch (SQLException e) {
        return e.getSQLState();
      }
    }

    private void stock(List<String> names) throws SQLException {
      postgres.execute(
          """
          CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);
          CREATE TABLE vault (id bigint PRIMARY KEY);
          INSERT INTO vault VALUES (1000)""");
      try (Connection connection = postgres.dataSource().getConnection();
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO products
                    SELECT id, name FROM unnest(?) WITH ORDINALITY AS given(name, id)""")) {
        insert.setObject(1, names.toArray(String[]::new));
        insert.executeUpdate();
      }
    }

    /** As the table has them. */
    private List<String> names() throws SQLException {
      try (Connection connection = postgres.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        ResultSet rows = statement.executeQuery("SELECT name FROM products ORDER BY id");
        List<String> names = new ArrayList<>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names;
      }
    }
  }

  /** Finds the rows that have one of these names. */
  interface Search {
    List<Long> ids(Connection connection, List<String> names) throws SQLException;
  }

  /**
   * @param namesWithQuotes of the rows, as the table has them
   * @param right answers with the one row that has the name, as all should be
   */
  record Answers(long namesWithQuotes, List<String> right, List<String> wrong) {}

  static List<Long> ids(ResultSet rows) throws SQLException {
    List<Long> ids = new ArrayList<>();
    while (rows.next()) {
      ids.add(rows.getLong(1));
    }
    return ids;
  }
}
