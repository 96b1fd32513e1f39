package dev.holdfast.postgres.migration;

/**
 * Finds the lines of a file's statements, which Flyway hands over without their place, but in their
 * order. Not thread-safe.
 */
final class StatementLines {
  private final String text;
  private int searchedTo;

  StatementLines(String text) {
    this.text = text;
  }

  /**
   * The line where the next statement of that text begins; 1 where it is not found as it stands.
   */
  int of(String sql) {
    int found = text.indexOf(sql, searchedTo);
    if (found < 0) {
      return 1;
    }
    searchedTo = found + sql.length();
    return 1 + (int) text.substring(0, found).chars().filter(c -> c == '\n').count();
  }
}
