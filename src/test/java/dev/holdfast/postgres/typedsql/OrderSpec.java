package dev.holdfast.postgres.typedsql;

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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Can what a user sorts by become SQL? */
@Specification(Outline.POSTGRES_TYPED_SQL)
class OrderSpec {

  @Claim(
      says = "An order from outside is one of those that were declared, or the search is refused",
      limit = "what the declared orders themselves reveal",
      source = "OWASP, SQL Injection Prevention Cheat Sheet, defence option 3: allow-lists")
  class AnOrderIsOneOfThoseDeclared implements Experiment<Sorted, Reconnaissance> {
    static final String SECRET = "c1ffee42"; // hexadecimal, and no zero: silence reads as zeros
    static final String HONEST = "id";
    static final int BITS = 4; // of each digit
    static final int QUESTIONS = SECRET.length() * BITS; // a bit of the secret each

    final Postgres postgres;
    final Faults faults;

    AnOrderIsOneOfThoseDeclared(Postgres postgres, Faults faults) {
      this.postgres = postgres;
      this.faults = faults;
    }

    @Subject(DynamicFilters.class)
    Sorted looked_up_by_name() {
      return (names, order) ->
          SearchSpec.FILTERS.search(Map.of("names", names.toArray(String[]::new)), order);
    }

    @Control(differs = "the order is taken as it comes; values are parameters all the same")
    Sorted order_as_it_comes() {
      return NaiveOrder::search;
    }

    @Override
    public Reconnaissance run(Sorted sorted) throws Exception {
      postgres.execute(
          """
          CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);
          INSERT INTO products VALUES (1, 'lamp'), (2, 'lamp');
          CREATE TABLE vault (secret text NOT NULL);
          INSERT INTO vault VALUES ('%s')"""
              .formatted(SECRET));
      List<String> orders =
          faults.instead(
              "an order that asks a question",
              IntStream.range(0, QUESTIONS).mapToObj(_ -> HONEST).toList(),
              IntStream.range(0, QUESTIONS).mapToObj(AnOrderIsOneOfThoseDeclared::asks).toList());
      List<Boolean> bits = new ArrayList<>();
      int served = 0;
      int refused = 0;
      try (Connection connection = postgres.dataSource().getConnection()) {
        for (String order : orders) {
          served += ids(connection, sorted, HONEST).equals(List.of(1L, 2L)) ? 1 : 0;
          try {
            bits.add(ids(connection, sorted, order).equals(List.of(2L, 1L)));
          } catch (IllegalArgumentException _) {
            refused++;
          }
        }
      }
      long undeclared = orders.stream().filter(order -> !order.equals(HONEST)).count();
      return new Reconnaissance(undeclared, served, refused, digitsRight(bits));
    }

    /** Turns the list around when a bit of the secret is set. */
    private static String asks(int bit) {
      return "(SELECT 1 - 2 * (('x' || secret)::bit(32)::bigint >> %d & 1) FROM vault) * id"
          .formatted(QUESTIONS - 1 - bit);
    }

    private static int digitsRight(List<Boolean> bits) {
      int right = 0;
      for (int digit = 0; digit < bits.size() / BITS; digit++) {
        int value = 0;
        for (boolean bit : bits.subList(digit * BITS, (digit + 1) * BITS)) {
          value = 2 * value + (bit ? 1 : 0);
        }
        right += Character.forDigit(value, 1 << BITS) == SECRET.charAt(digit) ? 1 : 0;
      }
      return right;
    }

    @Override
    public void holds(Reconnaissance seen) {
      assertThat(seen.honestServed()).isEqualTo(QUESTIONS);
      assertThat(seen.refused()).isEqualTo((int) seen.undeclaredOrders());
      assertThat(seen.digitsOfSecret()).isZero();
    }

    @Override
    public void breaks(Reconnaissance seen) {
      assertThat(seen.digitsOfSecret()).isEqualTo(SECRET.length());
    }

    @Override
    public void felt(Reconnaissance seen) {
      assertThat(seen.undeclaredOrders()).isEqualTo(QUESTIONS);
    }

    @Override
    public String figure(Reconnaissance seen) {
      return "%d of %d digits of a secret read".formatted(seen.digitsOfSecret(), SECRET.length());
    }
  }

  /** Makes the search for these names, in this order. */
  interface Sorted {
    DynamicFilters.Search by(List<String> names, String order);
  }

  /**
   * @param undeclaredOrders that were asked for
   * @param honestServed searches with a declared order that were answered in it
   * @param digitsOfSecret that the order of the answers gave away
   */
  record Reconnaissance(long undeclaredOrders, int honestServed, int refused, int digitsOfSecret) {}

  private static List<Long> ids(Connection connection, Sorted sorted, String order)
      throws SQLException {
    try (PreparedStatement search = sorted.by(List.of("lamp"), order).on(connection)) {
      return SearchSpec.ids(search.executeQuery());
    }
  }
}
