package dev.holdfast.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Believes the server's debug messages about the work that a statement does; the locks are the
 * oracle's, since no message tells of them.
 */
final class NaiveMessages {
  private static final Pattern BUILDING =
      Pattern.compile("building index \"(.+?)\" on table \"(.+?)\".*");

  /** What a concurrent REINDEX calls an index until it takes the place of the old one. */
  private static final String FOR_NOW = "_ccnew";

  private final MigrationTraceOracle oracle;

  NaiveMessages(MigrationTraceOracle oracle) {
    this.oracle = oracle;
  }

  StatementTrace trace(Connection connection, String sql)
      throws SQLException, InterruptedException {
    StatementTrace seen = oracle.trace(connection, sql);
    return new StatementTrace(
        sql,
        seen.inTransaction(),
        seen.relations().stream().map(relation -> told(relation, seen.messages())).toList(),
        seen.messages());
  }

  private static RelationTrace told(RelationTrace relation, List<String> messages) {
    boolean rewritten = messages.contains("rewriting table \"" + relation.name() + "\"");
    boolean verified = messages.contains("verifying table \"" + relation.name() + "\"");
    boolean oneOfTwoTables =
        relation.held().compareTo(LockMode.ROW_SHARE) >= 0
            && messages.stream().anyMatch(one -> one.startsWith("validating foreign key"));
    List<String> built =
        relation.created() || relation.emptied() ? List.of() : built(relation.name(), messages);
    return new RelationTrace(
        relation.name(),
        relation.created(),
        relation.dropped(),
        relation.lock(),
        relation.carried(),
        rewritten,
        relation.emptied(),
        verified || oneOfTwoTables || !built.isEmpty() ? 1 : 0, // they do not say how many
        relation.rowsChanged(),
        built);
  }

  private static List<String> built(String table, List<String> messages) {
    return messages.stream()
        .map(BUILDING::matcher)
        .filter(Matcher::matches)
        .filter(building -> building.group(2).equals(table))
        .map(building -> building.group(1).replace(FOR_NOW, ""))
        .toList();
  }
}
