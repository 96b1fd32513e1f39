package dev.holdfast.postgres.observability;

/** Writes the trace into the text of the statement, as sqlcommenter does. */
final class NaiveComment {
  private NaiveComment() {}

  static String on(String sql, String traceId) {
    return sql + " /*traceparent='00-" + traceId + "-00f067aa0ba902b7-01'*/";
  }
}
