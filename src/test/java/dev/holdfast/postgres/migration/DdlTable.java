package dev.holdfast.postgres.migration;

import dev.holdfast.harness.site.Words;
import java.util.List;

/**
 * What schema changes do, as it is shown.
 *
 * @param server on which it was measured in this build; empty where it was not
 * @param claim whether this build has proven that the oracle tells what is written down; empty
 *     where it has not tried
 */
public record DdlTable(
    String server, String claim, List<Change> changes, List<Unmeasured> unmeasured) {

  /** One operation, in both forms. */
  public record Change(
      String name, String says, List<Citation> rules, DdlForm unsafe, DdlForm safe) {
    public String title() {
      return Words.title(name);
    }

    public List<DdlForm> forms() {
      return List.of(unsafe, safe);
    }
  }

  static DdlTable of(List<Operation> operations, MeasuredForms measured, String claim) {
    return new DdlTable(
        measured.server(),
        claim,
        operations.stream()
            .map(
                operation -> {
                  List<DdlForm> forms =
                      operation.forms().stream()
                          .map(
                              form -> {
                                String key = MeasuredForms.key(operation, form);
                                return DdlForm.of(
                                    form,
                                    measured.judged().get(key),
                                    measured.witnessed().get(key));
                              })
                          .toList();
                  return new Change(
                      operation.name(),
                      operation.says(),
                      operation.rules().stream().map(Citation::of).toList(),
                      forms.getFirst(),
                      forms.getLast());
                })
            .toList(),
        Unmeasured.all());
  }

  public long asked() {
    return forms().stream().filter(DdlForm::asked).count();
  }

  public long witnessed() {
    return forms().stream().filter(DdlForm::witnessed).count();
  }

  public List<DdlForm> forms() {
    return changes.stream().flatMap(change -> change.forms().stream()).toList();
  }

  /** The changes of which something else was measured than is written down. */
  public List<Change> wrong() {
    return changes.stream()
        .filter(change -> change.forms().stream().anyMatch(form -> !form.wrong().isEmpty()))
        .toList();
  }
}
