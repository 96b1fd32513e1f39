package dev.holdfast.postgres.pooling;

import dev.holdfast.harness.environment.PgBouncer;
import dev.holdfast.harness.faults.Faults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pooler whose clients share server connections by transaction under the fault, and have one each
 * in calm.
 */
final class SharedPooler {
  static final int CLIENTS = 4;

  /** One server connection more than clients: in session mode nobody waits for another to leave. */
  static final PgBouncerProfile PROFILE =
      new PgBouncerProfile(CLIENTS + 1, 20, 100, Duration.ofSeconds(5));

  private final PgBouncer pooler;

  SharedPooler(PgBouncer pooler, Map<String, String> settings, Faults faults) {
    this.pooler = pooler;
    Map<String, String> all = new HashMap<>(settings);
    all.put(
        "pool_mode",
        faults.instead("server connections are shared by transactions", "session", "transaction"));
    pooler.start(all);
  }

  /** Connections to it by a driver that is configured for it. */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource driver = pooler.dataSource();
    PROFILE.configure(driver);
    return driver;
  }

  /** How many connections it has to the server. */
  int serverConnections() throws SQLException {
    return pooler.show("SERVERS").size();
  }
}
