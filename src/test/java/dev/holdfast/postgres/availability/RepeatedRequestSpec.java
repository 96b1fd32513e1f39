package dev.holdfast.postgres.availability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Postgres;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A customer presses the button eight times: how often does she pay? */
@Specification(Outline.POSTGRES_AVAILABILITY)
class RepeatedRequestSpec {

  @Claim(
      says =
          "A request that is sent eight times at once has one effect, and every sender gets the"
              + " first one's answer",
      limit =
          "the effect is in the same database as the key; a sender waits as long as the first takes;"
              + " a key that was deleted is new",
      source =
          "PostgreSQL 18 manual, INSERT, ON CONFLICT Clause; IETF draft The Idempotency-Key HTTP"
              + " Header Field")
  class ARepeatedRequestIsOneEffect implements Experiment<Sender, Payments> {
    static final int SENDERS = 8;
    static final int REQUESTS = 5; // a key each

    private final Postgres postgres;
    private final Faults faults;

    ARepeatedRequestIsOneEffect(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject({IdempotencyKey.class, Isolation.class})
    Sender the_key_is_claimed_before_the_work() {
      return new IdempotencyKey(postgres.dataSource())::once;
    }

    @Control(differs = "looks for the key before the work, and keeps it afterwards")
    Sender select_then_insert() {
      return new NaiveKey(postgres.dataSource())::once;
    }

    @Override
    public Payments run(Sender sender) throws Exception {
      postgres.execute(IdempotencyKey.TABLE);
      postgres.execute(
          "CREATE TABLE payments (number serial PRIMARY KEY, paid text NOT NULL DEFAULT 'yes')");
      int answered = 0;
      Set<String> answers = new HashSet<>();
      try (Meeting meeting = new Meeting(postgres.dataSource(), SENDERS);
          Fault _ = faults.begin("all are sent before one is done", "the request", meeting)) {
        for (int request = 0; request < REQUESTS; request++) {
          String key = "key-" + request;
          meeting.next();
          List<String> receipts =
              faults.simultaneously(
                  SENDERS,
                  _ ->
                      () ->
                          sender.once(
                              key,
                              "pay",
                              connection -> {
                                meeting.arrive();
                                return pay(connection);
                              }));
          answered += receipts.size();
          answers.addAll(receipts);
        }
        return new Payments(
            answered,
            answers.size(),
            postgres.number("SELECT count(*) FROM payments"),
            meeting.held(),
            meeting.waiters());
      }
    }

    @Override
    public void holds(Payments seen) {
      assertThat(seen.stored()).isEqualTo(REQUESTS);
      assertThat(seen.answered()).isEqualTo(REQUESTS * SENDERS);
      assertThat(seen.differentAnswers()).isEqualTo(REQUESTS);
    }

    @Override
    public void breaks(Payments seen) {
      assertThat(seen.stored()).isEqualTo(REQUESTS * SENDERS);
      assertThat(seen.differentAnswers()).isEqualTo(REQUESTS * SENDERS);
    }

    @Override
    public void felt(Payments seen) {
      assertThat(seen.sentAtOnce()).isEqualTo(REQUESTS);
    }

    @Override
    public String figure(Payments seen) {
      return "%d payments for %d requests".formatted(seen.stored(), REQUESTS);
    }

    private static String pay(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet receipt =
              statement.executeQuery("INSERT INTO payments DEFAULT VALUES RETURNING number")) {
        receipt.next();
        return "receipt " + receipt.getInt("number");
      }
    }
  }

  /** Sends a request under a key, and gives back its answer. */
  interface Sender {
    String once(String key, String request, TransactionWork<String> work) throws SQLException;
  }

  /**
   * @param differentAnswers in all; one for each request is right
   * @param stored payments in the database
   * @param sentAtOnce requests of which all copies were under way at the same time
   * @param waited senders that the server had wait for another then
   */
  record Payments(int answered, int differentAnswers, long stored, int sentAtOnce, int waited) {}
}
