package dev.holdfast.postgres.availability;

import dev.holdfast.postgres.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A backup of a running server with its WAL: it can be restored to any point named after it began.
 *
 * <p>The files of a server that runs are of no single moment. They are a database again only with
 * the WAL that was written while they were copied, and one of a later moment only with the WAL up
 * to there. So the session that takes the backup has the server keep its WAL, by a temporary
 * replication slot, until {@link #keepWal} has copied it.
 *
 * <p>Limits: for the time before a release, not for years: it holds a session open and WAL on the
 * server, which {@code archive_command} or {@code pg_receivewal} do not. All databases of the
 * server go along; tablespaces, and files outside of the data directory, do not. Nothing is synced
 * to disk here. Needs PostgreSQL 15 and a superuser's session; {@code pg_basebackup} is faster. Not
 * thread-safe. Source: PostgreSQL 18 manual, section 25.3.4, the low level API.
 */
public final class Backup implements AutoCloseable {
  /** Within the copy, so that it is complete in itself. */
  static final String KEPT_WAL = "kept_wal";

  private static final int HAS_BACKUP_START = 15;
  private static final String SLOT = "'holdfast_backup_' || pg_backend_pid()";

  private final Connection session;
  private final Path directory;
  private final ServerFiles files;
  private final String firstSegment;

  private Backup(Connection session, Path directory) throws SQLException, IOException {
    this.session = session;
    this.directory = directory;
    this.files = new ServerFiles(session);
    ServerVersion.of(session)
        .require(HAS_BACKUP_START, "a backup by pg_backup_start", "take one with pg_basebackup");
    refuseTablespaces();
    text("SELECT pg_create_physical_replication_slot(%s, true, true)::text".formatted(SLOT));
    this.firstSegment = text("SELECT pg_walfile_name(pg_backup_start('holdfast', true))");
    files.copyAll(directory);
    // It says where the replay has to begin, which the control file does not.
    Files.writeString(
        directory.resolve("backup_label"), text("SELECT labelfile FROM pg_backup_stop(false)"));
    Files.createDirectories(directory.resolve(KEPT_WAL));
  }

  /**
   * Copies the server's files.
   *
   * @param directory that is empty
   */
  public static Backup take(DataSource dataSource, Path directory)
      throws SQLException, IOException {
    Connection session = dataSource.getConnection();
    try {
      return new Backup(session, directory);
    } catch (SQLException | IOException | RuntimeException e) {
      session.close(); // the server ends a backup with its session
      throw e;
    }
  }

  /** Adds all WAL that the server has written so far, and lets it recycle that. */
  public void keepWal() throws SQLException, IOException {
    // A switch with nothing to switch away from would leave the last file unfinished.
    String last =
        text(
            """
            SELECT pg_walfile_name(pg_switch_wal())
            FROM pg_logical_emit_message(false, 'holdfast', 'kept')""");
    for (String segment : segmentsUpTo(last)) {
      Path kept = directory.resolve(KEPT_WAL).resolve(segment);
      if (!Files.exists(kept)) {
        files.copy("pg_wal/" + segment, kept);
      }
    }
    text(
        "SELECT pg_replication_slot_advance(%s, pg_current_wal_flush_lsn())::text".formatted(SLOT));
  }

  /**
   * Makes the copy a data directory to start a server on: that replays the WAL up to the point, and
   * takes writes from there. When the WAL does not reach it, the server refuses to start.
   */
  public void restoreTo(RestorePoint point) throws IOException {
    Files.writeString(
        directory.resolve("postgresql.auto.conf"),
        """
        restore_command = 'cp %s/%%f "%%p"'
        recovery_target_name = '%s'
        recovery_target_action = 'promote'
        """
            .formatted(KEPT_WAL, point.name()),
        StandardOpenOption.APPEND);
    Files.createFile(directory.resolve("recovery.signal"));
  }

  /** Ends the session, and with it what the server keeps for it. */
  @Override
  public void close() throws SQLException {
    session.close();
  }

  private void refuseTablespaces() throws SQLException {
    String others =
        text(
            """
            SELECT coalesce(string_agg(spcname, ', '), '') FROM pg_tablespace
            WHERE spcname NOT IN ('pg_default', 'pg_global')""");
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          "tablespaces %s are outside of the data directory and would be missing: take the backup"
                  .formatted(others)
              + " with pg_basebackup");
    }
  }

  private List<String> segmentsUpTo(String last) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet names =
            statement.executeQuery(
                "SELECT name FROM pg_ls_waldir() WHERE name BETWEEN '%s' AND '%s' ORDER BY name"
                    .formatted(firstSegment, last))) {
      List<String> segments = new ArrayList<>();
      while (names.next()) {
        segments.add(names.getString(1));
      }
      return segments;
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
