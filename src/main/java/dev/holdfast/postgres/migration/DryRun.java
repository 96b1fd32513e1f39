package dev.holdfast.postgres.migration;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;

/**
 * All files on empty tables, up to the first that fails: for the schema that they lead to, and to
 * tell what fails in itself from what fails on generated rows.
 *
 * <p>Roles that the files name and the server lacks are made, without a login, and noted.
 *
 * @param last the schema after the last file that passed
 * @param passes the scripts that passed
 */
record DryRun(Shape last, Set<String> passes) {
  private static final Pattern NO_ROLE = Pattern.compile("role (\"[^\"]+\") does not exist");

  /** More than a schema's grants name. */
  private static final int MOST_ROLES = 100;

  static DryRun of(CheckServer server, MigrationFolder migrations, List<String> notes)
      throws SQLException, IOException {
    for (int roles = 0; ; roles++) {
      CheckDatabase database = server.create("holdfast_check_empty");
      Set<String> passes = new HashSet<>();
      Optional<FlywayException> failure = Optional.empty();
      for (MigrationFolder.Script script : database.pending(migrations)) {
        failure = database.migrate(script);
        if (failure.isPresent()) {
          break;
        }
        passes.add(script.name());
      }
      Matcher role = NO_ROLE.matcher(failure.map(Throwable::getMessage).orElse(""));
      if (roles < MOST_ROLES && role.find()) {
        server.createRole(role.group(1));
        notes.add("role %s was not there; made, without a login".formatted(role.group(1)));
      } else {
        try (Connection connection = database.source().getConnection()) {
          return new DryRun(ShapeReader.read(connection), Set.copyOf(passes));
        }
      }
    }
  }

  boolean passed(String script) {
    return passes.contains(script);
  }
}
