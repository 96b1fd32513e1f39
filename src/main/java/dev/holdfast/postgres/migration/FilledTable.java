package dev.holdfast.postgres.migration;

/**
 * What a table has.
 *
 * @param reason why it has no more; empty where the server gave none
 */
record FilledTable(long rows, String reason) {
  String words() {
    return "%,d rows".formatted(rows) + (reason.isEmpty() ? "" : ", " + reason);
  }
}
