package dev.holdfast.postgres.security;

import java.util.List;

/** What somebody sends who can make the application run SQL of their own. */
final class Intrusion {
  /** Each changes the schema, of which the owner of {@code shop} may do all. */
  static final List<String> CHANGES =
      List.of(
          "CREATE TABLE shop.loot (x text)",
          "CREATE TEMPORARY TABLE loot (x text)",
          "CREATE FUNCTION shop.loot() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          """
          CREATE TRIGGER loot BEFORE UPDATE ON shop.orders FOR EACH ROW
          EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
          "ALTER TABLE shop.orders ADD COLUMN loot text",
          "CREATE INDEX loot_index ON shop.orders (total)",
          "CREATE VIEW shop.loot_view AS SELECT 1 AS loot",
          "TRUNCATE shop.orders",
          "DROP TABLE shop.orders");

  /**
   * Each puts something of the caller's where the function {@code bank.balance} may find it before
   * what its owner meant.
   */
  static final List<String> DECOYS =
      List.of(
          // a table among the caller's temporary ones, where an unqualified name is looked up first
          """
          CREATE TEMPORARY TABLE holders AS SELECT 2 AS account, session_user AS who;
          GRANT SELECT ON holders TO PUBLIC""",
          // a function in a schema of the caller's
          """
          CREATE FUNCTION mine.may_see(int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
          SET search_path = mine, bank""",
          // an operator there, before the server's own
          """
          CREATE FUNCTION mine.always(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT true';
          CREATE OPERATOR mine.= (LEFTARG = name, RIGHTARG = name, FUNCTION = mine.always);
          SET search_path = mine, pg_catalog, bank""");

  private Intrusion() {}
}
