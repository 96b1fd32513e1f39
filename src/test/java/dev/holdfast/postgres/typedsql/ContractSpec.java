package dev.holdfast.postgres.typedsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Peer;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.postgres.typedsql.SqlContract.Query;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is SQL that no longer fits the schema found before it runs? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class ContractSpec {
  record Order(long id, BigDecimal total) {}

  record Customer(long id, String email) {}

  record Line(long id, String article) {}

  record Shelf(long id, String label) {}

  record Note(long id, @Nullable String text) {}

  static final Query ORDERS = new Query("SELECT id, total FROM orders", Order.class);
  static final Query CUSTOMERS = new Query("SELECT id, email FROM customers", Customer.class);
  static final Query LINES = new Query("SELECT id, article FROM lines", Line.class);
  static final Query SHELVES = new Query("SELECT * FROM shelves", Shelf.class);
  static final Query NOTES = new Query("SELECT id, text FROM notes", Note.class);

  static final String SCHEMA =
      """
      CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
      CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
      CREATE TABLE lines (id bigint PRIMARY KEY, article text NOT NULL);
      CREATE TABLE shelves (id bigint PRIMARY KEY, label text NOT NULL);
      CREATE TABLE notes (id bigint PRIMARY KEY, text text);
      INSERT INTO notes VALUES (1, NULL);
      INSERT INTO orders VALUES (1, 9.90);
      INSERT INTO customers VALUES (1, 'someone@example.org');
      INSERT INTO lines VALUES (1, '4711');
      INSERT INTO shelves VALUES (1, 'A')""";

  @Claim(
      says = "A statement that a migration has outdated fails the build, and no other does",
      limit =
          "the schema of the database that the build migrates; types and names of parameters are"
              + " not compared",
      source = "sqlx's checked queries; PostgreSQL 18 manual, section 54.2.3, Describe")
  class OutdatedSqlFailsTheBuild implements Experiment<Build, Deployment> {
    /** Each outdates one statement. */
    static final List<String> MIGRATION =
        List.of(
            "ALTER TABLE orders RENAME COLUMN total TO gross",
            "ALTER TABLE customers ALTER COLUMN email DROP NOT NULL",
            "UPDATE customers SET email = NULL", // whoever asked to be forgotten
            "ALTER TABLE lines ALTER COLUMN article TYPE bigint[] USING ARRAY[article::bigint]",
            "ALTER TABLE shelves RENAME COLUMN label TO name"); // which the server has no error for

    static final List<Query> OUTDATED = List.of(ORDERS, CUSTOMERS, LINES, SHELVES);
    static final List<Query> ALL = List.of(ORDERS, CUSTOMERS, LINES, SHELVES, NOTES);

    final Postgres postgres;
    final Faults faults;

    OutdatedSqlFailsTheBuild(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({SqlContract.class, SqlContract.Query.class})
    Build statements_held_to_the_schema() {
      return SqlContract::violations;
    }

    @Control(differs = "SQL in strings, which nothing looks at")
    Build strings() {
      return (_, _) -> List.of();
    }

    @Peer(
        artifact = "org.jooq:jooq-codegen",
        configured =
            "typed queries, mapped by Records.mapping and compiled against classes that its"
                + " generator has just made of the migrated schema, as its manual recommends")
    Build compiled_against_generated_classes() {
      return new TypedBuild();
    }

    @Peer(
        artifact = "org.jdbi:jdbi3-core",
        configured =
            "a test runs each statement once on the migrated schema, empty as it is in a build, and"
                + " maps it by ConstructorMapper: as its guide's chapter on testing")
    Build run_by_a_test() {
      return Jdbis::violations;
    }

    @Override
    public Deployment run(Build build) throws Exception {
      postgres.execute(SCHEMA);
      List<String> changes = faults.instead("a migration goes on", List.of(), MIGRATION);
      for (String change : changes) {
        postgres.execute(change);
      }
      return Deployed.deploy(postgres, build, ALL);
    }

    @Override
    public void holds(Deployment seen) {
      assertThat(seen.stopped()).isEqualTo(seen.failing());
      assertThat(seen.statements()).isEqualTo(ALL.size());
    }

    @Override
    public void breaks(Deployment seen) {
      assertThat(seen.stopped()).isEmpty();
      assertThat(seen.failing()).hasSize(OUTDATED.size());
    }

    @Override
    public void felt(Deployment seen) {
      assertThat(seen.failing()).hasSize(OUTDATED.size());
    }

    @Override
    public String figure(Deployment seen) {
      return seen.summary();
    }
  }

  @Claim(
      says = "A column whose NOT NULL does not hold for the result counts as one that may be NULL",
      limit =
          "it errs on the safe side: a word like left in a string makes columns nullable too; a NOT"
              + " NULL that is not validated exists from PostgreSQL 18 on",
      source =
          "PostgreSQL 18 manual, ALTER TABLE, NOT NULL … NOT VALID; pgjdbc's PgResultSetMetaData,"
              + " which asks attnotnull alone")
  class AnUnprovenColumnMayBeNull implements Experiment<Build, Deployment> {
    static final int NOT_NULL_MAY_BE_NOT_VALID = 18; // servers from this version on
    static final Situation PROVEN = new Situation("SELECT", queries(""));

    /** A constraint that was added in time, and rows that were there before. */
    static final String NOT_VALID =
        """
        ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;
        UPDATE customers SET email = NULL;
        ALTER TABLE customers ADD CONSTRAINT email_is_there NOT NULL email NOT VALID""";

    static final Situation UNPROVEN = new Situation(NOT_VALID, queries("LEFT"));

    final Postgres postgres;
    final Faults faults;

    AnUnprovenColumnMayBeNull(Postgres postgres, Faults faults) throws SQLException {
      this.postgres = postgres.since(NOT_NULL_MAY_BE_NOT_VALID);
      this.faults = faults;
    }

    @Subject({SqlContract.class, SqlContract.Query.class})
    Build validated_and_without_outer_join() {
      return SqlContract::violations;
    }

    @Control(differs = "believes the driver's metadata on NULL")
    Build metadata() {
      return NaiveMetadata::nullable;
    }

    @Override
    public Deployment run(Build build) throws Exception {
      postgres.execute(SCHEMA);
      postgres.execute("INSERT INTO orders VALUES (2, 0)"); // without a line
      Situation now = faults.instead("a NOT NULL that does not hold", PROVEN, UNPROVEN);
      postgres.execute(now.change());
      return Deployed.deploy(postgres, build, now.queries());
    }

    /** Of a table whose constraint may not be validated, and by a join that may be an outer one. */
    private static List<Query> queries(String join) {
      String joined = "SELECT o.id, l.article FROM orders o %s JOIN lines l ON l.id = o.id";
      return List.of(CUSTOMERS, new Query(joined.formatted(join), Line.class));
    }

    /**
     * @param change of the schema
     */
    record Situation(String change, List<Query> queries) {}

    @Override
    public void holds(Deployment seen) {
      assertThat(seen.stopped()).isEqualTo(seen.failing());
      assertThat(seen.statements()).isEqualTo(PROVEN.queries().size());
    }

    @Override
    public void breaks(Deployment seen) {
      assertThat(seen.stopped()).isEmpty();
      assertThat(seen.failing()).hasSize(UNPROVEN.queries().size());
    }

    @Override
    public void felt(Deployment seen) {
      assertThat(seen.failing()).hasSize(UNPROVEN.queries().size());
    }

    @Override
    public String figure(Deployment seen) {
      return seen.summary();
    }
  }

  /** What a build finds wrong with a statement. */
  interface Build {
    List<String> violations(Connection connection, Query query) throws Exception;
  }

  /**
   * @param violations that the build found, each with its statement
   * @param stopped statements that the build did not let pass
   * @param failing statements whose requests fail on this schema, whether or not they were let pass
   */
  record Deployment(
      int statements, List<String> violations, List<String> stopped, List<String> failing) {
    String summary() {
      return "%d failing statements, %d stopped".formatted(failing.size(), stopped.size());
    }
  }
}
