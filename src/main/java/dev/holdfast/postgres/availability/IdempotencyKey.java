package dev.holdfast.postgres.availability;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Makes a request that is sent several times one effect, and gives each sender the first one's
 * answer.
 *
 * <p>The key is claimed before the work begins, in the same transaction: a second INSERT of the key
 * waits for the first to end. Where that committed, its answer is there to be given; where it did
 * not, nothing is left of it, and the second does the work. Limits: the effect must be in this
 * database; a sender waits as long as the first takes; an answer stays until somebody deletes its
 * key, and a deleted key is new. Immutable, thread-safe. Source: PostgreSQL 18 manual, INSERT, "ON
 * CONFLICT Clause"; IETF draft "The Idempotency-Key HTTP Header Field".
 */
public final class IdempotencyKey {
  /** What a migration has to create. */
  public static final String TABLE =
      """
      CREATE TABLE idempotency_keys (
        key text PRIMARY KEY,
        request text NOT NULL,
        answer text,
        claimed timestamptz NOT NULL DEFAULT now())""";

  private final DataSource dataSource;

  public IdempotencyKey(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Does the work if nobody has done it under this key.
   *
   * @param request what is asked for, or a digest of it
   * @return what the work answered, now or the first time
   * @throws KeyReusedException when the key stands for another request
   */
  public String once(String key, String request, TransactionWork<String> work) throws SQLException {
    // READ COMMITTED: what the first sender committed while we waited for it must be seen.
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          if (!claim(connection, key, request)) {
            return firstAnswer(connection, key, request);
          }
          String answer = work.in(connection);
          keep(connection, key, answer);
          return answer;
        });
  }

  private static boolean claim(Connection connection, String key, String request)
      throws SQLException {
    try (PreparedStatement claim =
        connection.prepareStatement(
            """
            INSERT INTO idempotency_keys (key, request) VALUES (?, ?)
            ON CONFLICT (key) DO NOTHING""")) {
      claim.setString(1, key);
      claim.setString(2, request);
      return claim.executeUpdate() == 1;
    }
  }

  private static String firstAnswer(Connection connection, String key, String request)
      throws SQLException {
    try (PreparedStatement first =
        connection.prepareStatement("SELECT request, answer FROM idempotency_keys WHERE key = ?")) {
      first.setString(1, key);
      ResultSet row = first.executeQuery();
      if (!row.next()) {
        throw new SQLException(
            "key " + key + " was deleted as it was found; send the request again", "40001");
      }
      if (!row.getString("request").equals(request)) {
        throw new KeyReusedException(key);
      }
      return row.getString("answer");
    }
  }

  private static void keep(Connection connection, String key, String answer) throws SQLException {
    try (PreparedStatement keep =
        connection.prepareStatement("UPDATE idempotency_keys SET answer = ? WHERE key = ?")) {
      keep.setString(1, answer);
      keep.setString(2, key);
      keep.executeUpdate();
    }
  }
}
