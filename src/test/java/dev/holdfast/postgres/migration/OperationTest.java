package dev.holdfast.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationTest {
  private static final int OPERATIONS = 44; // fewer, and some file is not read

  @Test
  void every_operation_has_an_unsafe_and_a_safe_form_of_statements() {
    assertThat(Operation.all()).hasSize(OPERATIONS);
    assertThat(Operation.all())
        .allSatisfy(
            operation -> {
              assertThat(operation.forms())
                  .extracting(Operation.Form::name)
                  .containsExactly("unsafe", "safe");
              assertThat(operation.forms()).noneMatch(form -> form.steps().isEmpty());
            });
  }

  @Test
  void an_older_server_is_asked_for_nothing_that_it_does_not_know() {
    assertThat(Operation.on(17))
        .hasSize(OPERATIONS)
        .filteredOn(operation -> operation.forms().size() == 1)
        .extracting(Operation::name)
        .containsExactly("add-generated-column", "set-not-null");
  }

  @Test
  void every_form_is_judged_and_a_note_says_why_where_it_is_not_as_its_name_says() {
    assertThat(Operation.all())
        .allSatisfy(
            operation ->
                assertThat(operation.forms())
                    .allSatisfy(
                        form -> {
                          assertThat(form.judged()).as(operation.name()).isNotEmpty();
                          String verdict = form.judged().getFirst().split(":", 2)[0];
                          assertThat(form.note().isEmpty())
                              .as("%s, %s is judged %s", operation.name(), form.name(), verdict)
                              .isEqualTo(verdict.equals(form.name()));
                        }));
  }

  @Test
  void nearly_every_statement_has_a_known_fact() {
    assertThat(Operation.all())
        .flatExtracting(Operation::forms)
        .flatExtracting(Operation.Form::steps)
        .filteredOn(step -> step.facts().isEmpty())
        .extracting(Operation.Step::sql)
        .allMatch(sql -> sql.matches("BEGIN|COMMIT|ROLLBACK|(CREATE|ALTER) (TYPE|DOMAIN) .*"));
  }
}
