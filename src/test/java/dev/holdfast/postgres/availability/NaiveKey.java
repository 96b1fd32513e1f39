package dev.holdfast.postgres.availability;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Looks whether the key is there; does the work where it is not, and keeps the key afterwards. */
final class NaiveKey {
  private final DataSource dataSource;

  NaiveKey(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  String once(String key, String request, TransactionWork<String> work) throws SQLException {
    return Isolation.READ_COMMITTED.run(
        dataSource,
        connection -> {
          try (PreparedStatement look =
                  connection.prepareStatement("SELECT answer FROM idempotency_keys WHERE key = ?");
              PreparedStatement keep =
                  connection.prepareStatement(
                      """
                      INSERT INTO idempotency_keys (key, request, answer) VALUES (?, ?, ?)
                      ON CONFLICT (key) DO NOTHING""")) {
            look.setString(1, key);
            ResultSet first = look.executeQuery();
            if (first.next()) {
              return first.getString("answer");
            }
            String answer = work.in(connection);
            keep.setString(1, key);
            keep.setString(2, request);
            keep.setString(3, answer);
            keep.executeUpdate();
            return answer;
          }
        });
  }
}
