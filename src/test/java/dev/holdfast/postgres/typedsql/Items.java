package dev.holdfast.postgres.typedsql;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import dev.holdfast.harness.environment.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.impl.DSL;

/** Rows to be written, and the table for them. */
final class Items {
  private Items() {}

  record Item(String name, int price) {}

  static List<Item> of(int rows) {
    return IntStream.range(0, rows).mapToObj(n -> new Item("item " + n, n)).toList();
  }

  static void create(Postgres postgres) throws SQLException {
    postgres.execute(
        """
        CREATE TABLE items (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,
          price int NOT NULL CHECK (price >= 0))""");
  }

  /** How many are stored under the keys that were returned for them: all or, in any doubt, none. */
  static int stored(Postgres postgres, List<Long> keys, List<Item> items) throws SQLException {
    List<Item> stored = new ArrayList<>();
    try (Connection connection = postgres.dataSource().getConnection();
        var query =
            connection.prepareStatement(
                """
                  SELECT name, price FROM unnest(?) WITH ORDINALITY AS given(id, place)
                    JOIN items USING (id) ORDER BY place""")) {
      query.setObject(1, keys.toArray(Long[]::new));
      ResultSet rows = query.executeQuery();
      while (rows.next()) {
        stored.add(new Item(rows.getString(1), rows.getInt(2)));
      }
    }
    return stored.equals(items) ? stored.size() : 0;
  }

  static List<Long> multiRecordInsert(DataSource dataSource, List<Item> items) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      var insert =
          DSL.using(connection)
              .insertInto(
                  table("items"), field("name", String.class), field("price", Integer.class));
      for (Item item : items) {
        insert = insert.values(item.name(), item.price());
      }
      return insert.returning(field("id", Long.class)).fetch().getValues(0, Long.class);
    }
  }
}
