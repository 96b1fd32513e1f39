package dev.holdfast.caching.stampede;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.caching.stampede.NaiveFlights.Flaw;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/**
 * Single flight in many orders of its steps, each a read or a write of shared memory, as Lincheck's
 * model checker finds them: some of all orders, one thread at a time, as if memory were
 * sequentially consistent.
 */
class SingleFlightModelTest {
  /** Each flaw below is found within two thirds of them. */
  private static final int ORDERS = 300;

  @Test
  void callers_of_a_cold_key_share_one_load() {
    Lincheck.runConcurrentTest(ORDERS, FlightScenarios.twoCallers(FlightScenarios::properly));
  }

  @Test
  void callers_join_the_load_under_way() {
    Lincheck.runConcurrentTest(ORDERS, FlightScenarios.loadUnderWay(FlightScenarios::properly));
  }

  @Test
  void to_look_first_and_enter_then_loads_twice_in_some_order() {
    assertThatThrownBy(
            () ->
                Lincheck.runConcurrentTest(
                    ORDERS,
                    FlightScenarios.loadUnderWay(
                        (_, threads) -> new NaiveFlights(threads, Flaw.LOOKS_THEN_ENTERS))))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("2 under way");
  }

  @Test
  void who_hears_of_a_failure_and_calls_again_is_not_told_it_again() {
    Lincheck.runConcurrentTest(ORDERS, FlightScenarios.twoWhoCallAgain(FlightScenarios::properly));
  }

  @Test
  void to_tell_first_and_forget_then_tells_it_again_in_some_order() {
    assertThatThrownBy(
            () ->
                Lincheck.runConcurrentTest(
                    ORDERS,
                    FlightScenarios.twoWhoCallAgain(
                        (_, threads) -> new NaiveFlights(threads, Flaw.TELLS_THEN_FORGETS))))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("told again");
  }

  @Test
  void a_load_that_is_given_up_keeps_nothing_that_its_successor_did_not() {
    Lincheck.runConcurrentTest(ORDERS, FlightScenarios.givenUp(FlightScenarios::properly));
  }

  @Test
  void a_load_that_puts_by_itself_does_in_some_order() {
    assertThatThrownBy(
            () ->
                Lincheck.runConcurrentTest(
                    ORDERS, FlightScenarios.givenUp(FlightScenarios::withALatePut)))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("was answered, and replaced by");
  }
}
