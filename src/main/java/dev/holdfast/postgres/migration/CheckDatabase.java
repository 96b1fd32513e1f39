package dev.holdfast.postgres.migration;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.postgresql.ds.PGSimpleDataSource;

/** One database, and Flyway on it. */
record CheckDatabase(PGSimpleDataSource source) {

  /** What Flyway would run, in its order. */
  List<MigrationFolder.Script> pending(MigrationFolder migrations) {
    try {
      MigrationInfo[] pending = flyway(migrations.copy().toString()).info().pending();
      return Arrays.stream(pending).map(migrations::script).toList();
    } catch (FlywayException e) {
      throw new MigrationCheckException(firstLine(e), e);
    }
  }

  /** Runs one file, and says how it failed if it did. */
  Optional<FlywayException> migrate(MigrationFolder.Script script, Callback... callbacks) {
    try {
      flyway(script.alone().toString(), callbacks).migrate();
      return Optional.empty();
    } catch (FlywayException e) {
      return Optional.of(e);
    }
  }

  private Flyway flyway(String location, Callback... callbacks) {
    return Flyway.configure()
        .dataSource(source)
        .locations("filesystem:" + location)
        .callbacks(callbacks)
        .validateOnMigrate(false) // each file is run alone: those before it are "missing"
        .ignoreMigrationPatterns("*:missing")
        .outOfOrder(true)
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .load();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
