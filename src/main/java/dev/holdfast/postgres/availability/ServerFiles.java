package dev.holdfast.postgres.availability;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The files of a server's data directory, read through a session of its own: it takes no access to
 * the server's host, and no program there.
 *
 * <p>Limits: a superuser's session; slower than a copy on the host. Not thread-safe. Source:
 * PostgreSQL 18 manual, section 9.28.9, "Generic File Access Functions".
 */
record ServerFiles(Connection session) {
  private static final int PIECE = 4 << 20; // bytes in one answer, which is held in memory

  /** What the server makes anew when it starts: the directories are wanted, and must be empty. */
  private static final String MADE_ANEW =
      "pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)|" + Backup.KEPT_WAL;

  /** The state of one process, or of another backup. */
  private static final String NOT_WANTED =
      "postmaster\\.(pid|opts)|pgsql_tmp.*|pg_internal\\.init.*|current_logfiles.*"
          + "|backup_(label|manifest).*";

  /** The control file comes last: it says how far the others must be replayed. */
  private static final String ALL =
      """
      WITH RECURSIVE file AS (
        SELECT '.' AS path, '' AS name, true AS isdir
        UNION ALL
        SELECT path || '/' || entry, entry, (pg_stat_file(path || '/' || entry, true)).isdir
        FROM file, pg_ls_dir(path, true, false) entry
        WHERE isdir AND name !~ '^(%s)$')
      SELECT path, isdir FROM file WHERE isdir IS NOT NULL AND name !~ '^(%s)$'
      ORDER BY name = 'pg_control', path"""
          .formatted(MADE_ANEW, NOT_WANTED);

  /** Copies them all; files that are dropped meanwhile may be missing. */
  void copyAll(Path to) throws SQLException, IOException {
    try (Statement statement = session.createStatement();
        ResultSet files = statement.executeQuery(ALL)) {
      while (files.next()) {
        Path target = to.resolve(files.getString(1)).normalize();
        if (files.getBoolean(2)) {
          Files.createDirectories(target);
        } else {
          copy(files.getString(1), target);
        }
      }
    }
  }

  /** Copies one, as long as it is there. */
  void copy(String file, Path to) throws SQLException, IOException {
    try (PreparedStatement read =
            session.prepareStatement("SELECT pg_read_binary_file(?, ?, ?, true)");
        OutputStream copy = Files.newOutputStream(to)) {
      read.setString(1, file);
      read.setLong(3, PIECE);
      byte[] piece;
      long at = 0;
      do {
        read.setLong(2, at);
        try (ResultSet rows = read.executeQuery()) {
          piece = rows.next() && rows.getBytes(1) != null ? rows.getBytes(1) : new byte[0];
        }
        copy.write(piece);
        at += PIECE;
      } while (piece.length == PIECE);
    }
  }
}
