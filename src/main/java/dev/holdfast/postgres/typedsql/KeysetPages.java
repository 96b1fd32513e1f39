package dev.holdfast.postgres.typedsql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads a listing page by page, each from the key at which the page before it ended: a row that is
 * there from the first page to the last is seen exactly once, whatever comes and goes meanwhile,
 * and the last page costs no more than the first.
 *
 * <p>Limits: a row whose sort value changes may be seen twice or not at all, as may one that
 * appears or disappears in between; a row that commits late with an early key is behind the cursor,
 * unless the listing is a {@link Listing#settled settled} one. There is no jump to page n. An index
 * on (sort, id) makes it fast.
 *
 * <p>A connection is held for one page only. Immutable, thread-safe. Source: Winand, "We need tool
 * support for keyset pagination", use-the-index-luke.com/no-offset; PostgreSQL 18 manual, section
 * 9.25.5, on row-wise comparison.
 *
 * @param <R> what a row becomes
 */
public final class KeysetPages<R> {
  private final DataSource dataSource;
  private final Listing listing;
  private final Row<R> row;
  private final int size;

  /**
   * @param size rows a page
   */
  public KeysetPages(DataSource dataSource, Listing listing, Row<R> row, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size is " + size + " rows; a page needs at least 1");
    }
    this.dataSource = dataSource;
    this.listing = listing;
    this.row = row;
    this.size = size;
  }

  /** The page after this key; the first one after none. The last page is the first empty one. */
  public Page<R> after(Optional<Key> key) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(listing.sql(key.isPresent()))) {
      int parameter = 1;
      if (key.isPresent()) {
        query.setString(parameter++, key.get().sort());
        query.setLong(parameter++, key.get().id());
      }
      query.setInt(parameter, size);
      List<R> rows = new ArrayList<>();
      Optional<Key> last = Optional.empty();
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          rows.add(row.of(found));
          last = Optional.of(new Key(found.getString("key_sort"), found.getLong("key_id")));
        }
      }
      return new Page<>(List.copyOf(rows), last);
    }
  }

  /**
   * Where a page ended. It may travel through a client: it comes back as parameters, never as SQL.
   *
   * @param sort the sort value as the server writes it, to all its digits
   */
  public record Key(String sort, long id) {}

  /**
   * @param last the key of its last row; empty when it has no row
   */
  public record Page<R>(List<R> rows, Optional<Key> last) {}

  /** Makes something of the row that the result stands on. */
  @FunctionalInterface
  public interface Row<R> {
    R of(ResultSet row) throws SQLException;
  }

  /**
   * What is listed, and in which order; SQL that the programmer writes, never a user.
   *
   * @param sort a column that is never null; it need not be unique
   * @param type of the sort column: {@code timestamptz}
   * @param id a unique bigint, which decides between equal sort values
   */
  public record Listing(String columns, String table, String sort, String type, String id) {
    /**
     * A listing of all that was ever committed, in an order in which nothing can appear behind a
     * reader: by writing transaction, and only of those before the oldest that is still running.
     *
     * <p>Limit: any transaction of the cluster that has written and stays open holds it up.
     *
     * @param writtenBy an xid8 column whose default is {@code pg_current_xact_id()}
     */
    public static Listing settled(String columns, String table, String writtenBy, String id) {
      String settled =
          "(SELECT * FROM %s WHERE %s < pg_snapshot_xmin(pg_current_snapshot())) settled"
              .formatted(table, writtenBy);
      return new Listing(columns, settled, writtenBy, "xid8", id);
    }

    private String sql(boolean goesOn) {
      String after = goesOn ? "WHERE (%s, %s) > (?::%s, ?)".formatted(sort, id, type) : "";
      return """
      SELECT %1$s, %3$s::text AS key_sort, %4$s AS key_id FROM %2$s %5$s
      ORDER BY %3$s, %4$s LIMIT ?"""
          .formatted(columns, table, sort, id, after);
    }
  }
}
