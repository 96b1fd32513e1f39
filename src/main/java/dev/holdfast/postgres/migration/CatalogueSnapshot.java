package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables, materialized views and indexes of a database at one moment: which file each is in,
 * and how many rows were read and changed in it so far. The difference of two is what happened
 * between.
 *
 * <p>The counters are the database's and, on top, what the asking session has not reported yet; so
 * they do not jump when it does. Within a transaction the server gives the database's as of its
 * first look, and the difference is this session's own. Immutable.
 *
 * @param relations by their OID
 */
record CatalogueSnapshot(Map<Long, Relation> relations) {
  private static final String RELATIONS =
      """
      SELECT c.oid, c.oid::regclass::text AS name, coalesce(i.indrelid, c.oid) AS owner,
        c.relkind = 'm' AS materialized,
        coalesce(pg_relation_filenode(c.oid), 0) AS file,
        CASE WHEN c.relkind IN ('r', 'm', 'i') THEN pg_relation_size(c.oid) ELSE 0 END AS size,
        pg_stat_get_tuples_returned(c.oid) + pg_stat_get_xact_tuples_returned(c.oid) AS scanned,
        pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid)
          + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
          + pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) AS changed
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_index i ON i.indexrelid = c.oid
      WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I') AND n.nspname <> 'information_schema'
        AND n.nspname !~ '^pg_'
      ORDER BY name""";

  private static final String LOCKS =
      """
      SELECT relation, mode FROM pg_locks
      WHERE pid = ? AND locktype = 'relation'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (relation IN (SELECT ftrelid FROM pg_foreign_table) OR NOT ?)""";

  static CatalogueSnapshot of(Connection connection) throws SQLException {
    Map<Long, Relation> relations = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(RELATIONS)) {
      while (rows.next()) {
        long oid = rows.getLong("oid");
        relations.put(
            oid,
            new Relation(
                oid,
                rows.getString("name"),
                rows.getLong("owner"),
                rows.getBoolean("materialized"),
                rows.getLong("file"),
                rows.getLong("size"),
                rows.getLong("scanned"),
                rows.getLong("changed")));
      }
    }
    return new CatalogueSnapshot(relations);
  }

  /** The names of the materialized ones, which are only ever read. */
  Set<String> views() {
    return relations.values().stream()
        .filter(Relation::materialized)
        .map(Relation::name)
        .collect(Collectors.toSet());
  }

  /** The locks on relations that a session holds or waits for, by their OID. */
  static Map<Long, Set<LockMode>> locks(Connection observer, int pid) throws SQLException {
    return locks(observer, pid, false);
  }

  /** The same, of foreign tables alone where these are asked for. */
  static Map<Long, Set<LockMode>> locks(Connection observer, int pid, boolean foreign)
      throws SQLException {
    Map<Long, Set<LockMode>> locks = new HashMap<>();
    try (PreparedStatement statement = observer.prepareStatement(LOCKS)) {
      statement.setInt(1, pid);
      statement.setBoolean(2, foreign);
      ResultSet rows = statement.executeQuery();
      while (rows.next()) {
        locks
            .computeIfAbsent(rows.getLong(1), _ -> EnumSet.noneOf(LockMode.class))
            .add(LockMode.of(rows.getString(2)));
      }
    }
    return locks;
  }

  /** How many transactions the session has begun, this look's own among them. */
  static long transactions(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT split_part(virtualtransaction, '/', 2)::bigint FROM pg_locks
                WHERE pid = pg_backend_pid() LIMIT 1""")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /**
   * @param owner the table of an index; itself, for everything else
   * @param materialized a materialized view, which is only ever read
   * @param file another one after a rewrite, and after TRUNCATE; 0 where it has none
   * @param size of the file, in bytes
   * @param scanned rows that were read one after the other
   * @param changed rows that were inserted, updated or deleted
   */
  record Relation(
      long oid,
      String name,
      long owner,
      boolean materialized,
      long file,
      long size,
      long scanned,
      long changed) {
    boolean isIndex() {
      return owner != oid;
    }

    /** The same before anything was done to it. */
    Relation unborn() {
      return new Relation(oid, name, owner, materialized, 0, 0, 0, 0);
    }
  }
}
