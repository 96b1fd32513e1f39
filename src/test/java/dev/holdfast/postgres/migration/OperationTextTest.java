package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationTextTest {
  private static final String GOOD =
      """
      -- An index is built.
      --? squawk some-rule; is about something else
      --? atlas PG101
      -- unsafe
      --= unsafe: work-under-lock, large-dml
      --= blocks orders: reads, row locks, writes, while it works
      --= breaks orders: INSERT 42703, SELECT 42P01
      CREATE INDEX i ON orders (id);
      --> orders: SHARE, scanned
      -- safe since 18
      --= safe
      --! Nothing waits.
      SELECT 1
      """;

  @Test
  void each_kind_of_line_goes_to_its_place() {
    Operation read = new OperationText("an-index.sql").read(GOOD);
    assertThat(read.name()).isEqualTo("an-index");
    assertThat(read.says()).isEqualTo("An index is built.");
    assertThat(read.rules())
        .containsExactly(
            new Operation.Rule("squawk", "some-rule", "is about something else"),
            new Operation.Rule("atlas", "PG101", ""));
    Operation.Form unsafe = read.forms().getFirst();
    assertThat(unsafe.since()).isZero();
    assertThat(read.forms().getLast().since()).isEqualTo(18);
    assertThat(unsafe.judged()).hasSize(3).first().isEqualTo("unsafe: work-under-lock, large-dml");
    assertThat(unsafe.steps().getFirst().sql()).isEqualTo("CREATE INDEX i ON orders (id)");
    assertThat(unsafe.steps().getFirst().facts()).containsExactly("orders: SHARE, scanned");
    assertThat(read.forms().getLast().note()).isEqualTo("Nothing waits.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--= safe                    | --= save                  | 11: --= is 'safe'",
        "--= unsafe: work-under-lock, large-dml | --= unsafe     | 5: --= is 'safe'",
        "while it works              | for ever                  | 6: --= is 'safe'",
        "INSERT 42703                | INSERT                    | 7: --= is 'safe'",
        "--? atlas PG101             | --? atlas                 | 3: --? names a linter",
        "-- safe since 18            | -- sound                  | 10: a comment stands at the top",
        "--> orders: SHARE, scanned  | -->                       | 9: neither a statement nor",
        "--! Nothing waits.          | --~ Nothing waits.        | 12: neither a statement nor",
      })
  void what_is_wrong_is_said_with_its_line(String good, String bad, String message) {
    assertThatThrownBy(() -> new OperationText("an-index.sql").read(GOOD.replace(good, bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("an-index.sql:" + message);
  }

  @Test
  void what_is_not_in_a_form_is_refused() {
    assertThatThrownBy(() -> new OperationText("a.sql").read("SELECT 1;"))
        .hasMessage("a.sql:1: a statement belongs into a form: -- unsafe or -- safe");
    assertThatThrownBy(() -> new OperationText("a.sql").read("-- unsafe\n--> orders: SHARE"))
        .hasMessage("a.sql:2: --> stands below a statement, and here is none");
    assertThatThrownBy(() -> new OperationText("a.sql").read("-- safe\nSELECT 1;"))
        .hasMessageContaining("a.sql: it needs the forms -- unsafe and -- safe");
    assertThatThrownBy(() -> Unmeasured.read("an index | why"))
        .hasMessageContaining("'what | why | linter rule'");
  }
}
