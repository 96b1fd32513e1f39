package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables, materialized views and indexes of a database as one session sees them at one moment:
 * their files, the locks that the session holds on them, and what it has read and written in its
 * transaction so far. Two of these tell what a statement did.
 *
 * <p>The counters are those of the session's own transaction, and count nothing of others.
 * Immutable.
 *
 * @param byOid in the order of their making
 */
record Relations(Map<Long, Relation> byOid) {
  private static final String READ =
      """
      SELECT c.oid, c.oid::regclass::text AS name, c.relkind::text AS kind, c.relfilenode AS file,
        coalesce(i.indrelid, 0) AS indexed, coalesce(i.indisvalid, true) AS valid,
        greatest(c.reltuples, 0)::bigint AS tuples, %2$s AS bytes,
        coalesce(x.seq_tup_read, 0) AS scanned,
        coalesce(x.n_tup_ins + x.n_tup_upd + x.n_tup_del, 0) AS written,
        (SELECT string_agg(DISTINCT mode, ',') FROM pg_locks l
          WHERE l.locktype = 'relation' AND l.relation = c.oid AND l.pid = %1$s
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
          AS locks
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_index i ON i.indexrelid = c.oid
      LEFT JOIN pg_stat_xact_user_tables x ON x.relid = c.oid
      WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I') AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND c.relname !~ '^flyway_schema_history'
      ORDER BY c.oid""";

  /**
   * @param kind as {@code pg_class.relkind}
   * @param file changes with a rewrite, and with TRUNCATE
   * @param indexed the table of an index; 0 for others
   * @param tuples as of its last ANALYZE
   * @param bytes of its file
   * @param lock the strongest that the session holds, or waits for
   */
  record Relation(
      long oid,
      String name,
      String kind,
      long file,
      long indexed,
      boolean valid,
      long tuples,
      long bytes,
      long scanned,
      long written,
      LockMode lock) {
    Relation withLock(LockMode other) {
      return new Relation(
          oid, name, kind, file, indexed, valid, tuples, bytes, scanned, written, other);
    }

    boolean isIndex() {
      return indexed != 0;
    }
  }

  Relations {
    byOid = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byOid));
  }

  /** As the connection's own session has them. */
  static Relations seenBy(Connection session) throws SQLException {
    return read(session, READ.formatted("pg_backend_pid()", "pg_relation_size(c.oid)"));
  }

  /** With the locks of another session, those that it waits for among them; no counters. */
  static Relations lockedBy(int pid, Connection observer) throws SQLException {
    // The size would wait for the very lock that is looked for.
    return read(observer, READ.formatted(pid, "0::bigint"));
  }

  /** Ordinary and partitioned tables, by name. */
  List<String> tables() {
    return byOid.values().stream()
        .filter(relation -> relation.kind().equals("r") || relation.kind().equals("p"))
        .map(Relation::name)
        .toList();
  }

  /** These, with the locks that the others have. */
  Relations withLocksOf(Relations others) {
    Map<Long, Relation> relations = new LinkedHashMap<>();
    byOid.forEach(
        (oid, relation) -> {
          Relation other = others.byOid.get(oid);
          relations.put(oid, other == null ? relation : relation.withLock(other.lock()));
        });
    return new Relations(relations);
  }

  private static Relations read(Connection connection, String query) throws SQLException {
    Map<Long, Relation> relations = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        Relation relation =
            new Relation(
                rows.getLong("oid"),
                rows.getString("name"),
                rows.getString("kind"),
                rows.getLong("file"),
                rows.getLong("indexed"),
                rows.getBoolean("valid"),
                rows.getLong("tuples"),
                rows.getLong("bytes"),
                rows.getLong("scanned"),
                rows.getLong("written"),
                strongest(rows.getString("locks")));
        relations.put(relation.oid(), relation);
      }
    }
    return new Relations(relations);
  }

  private static LockMode strongest(@org.jspecify.annotations.Nullable String modes) {
    LockMode strongest = LockMode.NONE;
    for (String mode : modes == null ? new String[0] : modes.split(",", -1)) {
      strongest = strongest.or(LockMode.of(mode));
    }
    return strongest;
  }
}
