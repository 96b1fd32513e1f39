package dev.holdfast.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** Can a caller of a SECURITY DEFINER function have code of its own run with the owner's rights? */
@Specification(Outline.POSTGRES_SECURITY)
class DefinerSpec {

  @Claim(
      says =
          "A SECURITY DEFINER function uses its own schema's tables, functions and operators,"
              + " whatever its caller puts in their place",
      limit =
          "only its owner may be able to create in that schema; SQL that a function builds from its"
              + " arguments is not looked at",
      source =
          "PostgreSQL 18 manual, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely;"
              + " CVE-2018-1058")
  class ADefinerIsNotHijacked implements Experiment<DataSource, Balances>, AutoCloseable {
    static final int ASKED = Intrusion.DECOYS.size(); // as often for its own as for the other

    final Faults faults;
    final Roles roles;

    ADefinerIsNotHijacked(Postgres postgres, Faults faults) throws SQLException {
      this.faults = faults;
      this.roles = new Roles(postgres);
      String caller = roles.login("app");
      postgres.execute(
          """
          CREATE SCHEMA bank AUTHORIZATION %s;
          CREATE SCHEMA mine AUTHORIZATION %s;
          GRANT USAGE ON SCHEMA bank, mine TO PUBLIC;
          ALTER ROLE %2$s SET search_path = bank"""
              .formatted(roles.login("owner"), caller));
      try (Connection connection = roles.as("owner").getConnection();
          Statement migration = connection.createStatement()) {
        migration.execute(
            """
            CREATE TABLE bank.accounts AS SELECT id, id * 100 AS amount
              FROM generate_series(1, 2) id;
            CREATE TABLE bank.holders AS SELECT 1 AS account, '%s'::name AS who;
            CREATE FUNCTION bank.may_see(int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
              RETURN EXISTS (SELECT FROM holders h WHERE h.account = $1 AND h.who = session_user);
            END $$;
            CREATE FUNCTION bank.balance(int) RETURNS SETOF int
            LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
              IF may_see($1) THEN RETURN QUERY SELECT amount FROM accounts a WHERE a.id = $1;
              END IF;
            END $$"""
                .formatted(roles.user("app")));
      }
    }

    @Subject(DefinerPaths.class)
    DataSource the_path_is_fixed() throws SQLException {
      new DefinerPaths("bank").fix(roles.as("owner"));
      return roles.as("app");
    }

    @Control(differs = "the function as its migration made it: it looks where its caller says")
    DataSource the_path_of_the_caller() {
      return roles.as("app");
    }

    @Override
    public Balances run(DataSource caller) throws Exception {
      List<String> decoys = faults.instead("decoys of the caller's", List.of(), Intrusion.DECOYS);
      long own = 0;
      for (int time = 0; time < ASKED; time++) {
        try (Connection connection = caller.getConnection()) {
          own += balancesShown(connection, 1);
        }
      }
      int placed = 0;
      long ofAnother = 0;
      for (String decoy : decoys) {
        try (Connection connection = caller.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute(decoy);
          placed++;
          ofAnother += balancesShown(connection, 2);
        }
      }
      return new Balances(own, placed, ofAnother);
    }

    @Override
    public void holds(Balances seen) {
      assertThat(seen.ofAnother()).isZero();
      assertThat(seen.own()).isEqualTo(ASKED);
    }

    @Override
    public void breaks(Balances seen) {
      assertThat(seen.ofAnother()).isEqualTo(Intrusion.DECOYS.size());
    }

    @Override
    public void felt(Balances seen) {
      assertThat(seen.decoysPlaced()).isEqualTo(Intrusion.DECOYS.size());
    }

    @Override
    public String figure(Balances seen) {
      return "%d of %d decoys showed the balance of another"
          .formatted(seen.ofAnother(), seen.decoysPlaced());
    }

    @Override
    public void close() throws SQLException {
      roles.close();
    }

    private static long balancesShown(Connection connection, int account) {
      try {
        return Rows.number(connection, "SELECT count(*) FROM bank.balance(%d)".formatted(account));
      } catch (SQLException _) {
        return 0; // an error shows nothing
      }
    }
  }

  /**
   * @param own balances of its own that the caller was shown
   * @param decoysPlaced that the server let the caller make
   * @param ofAnother balances of another that it was shown
   */
  record Balances(long own, int decoysPlaced, long ofAnother) {}
}
