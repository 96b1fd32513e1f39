package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Attempt;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One attempt as it is shown.
 *
 * @param reason its first line; the arms have the rest
 * @param arms control first, since its failure is the story's beginning; then subject, then peers;
 *     calm before fault
 */
public record AttemptView(int number, long seed, Mark mark, String reason, List<ArmView> arms) {
  private static final List<Role> ORDER = List.of(Role.CONTROL, Role.SUBJECT, Role.PEER);

  static final Comparator<ArmEvidence> IN_ORDER =
      Comparator.comparing((ArmEvidence arm) -> ORDER.indexOf(arm.role()))
          .thenComparing(ArmEvidence::candidate)
          .thenComparing(ArmEvidence::condition);

  static AttemptView of(Attempt attempt, Redaction redaction) {
    return new AttemptView(
        attempt.number(),
        attempt.seed(),
        Mark.of(attempt.verdict()),
        redaction.of(attempt.reason().lines().findFirst().orElse("")),
        attempt.arms().stream().sorted(IN_ORDER).map(arm -> ArmView.of(arm, redaction)).toList());
  }

  /** One candidate with what it showed in both conditions. */
  public record Candidate(ArmView any, Optional<ArmView> calm, Optional<ArmView> fault) {}

  public List<Candidate> candidates() {
    return arms.stream()
        .map(ArmView::candidate)
        .distinct()
        .map(
            name ->
                new Candidate(
                    of(name).getFirst(), in(name, Condition.CALM), in(name, Condition.FAULT)))
        .toList();
  }

  /** The arms that cannot be judged. */
  public List<ArmView> troubled() {
    return arms.stream().filter(arm -> !arm.trouble().isEmpty()).toList();
  }

  /** What this role showed under the fault, in one line. */
  public String figure(Role role) {
    List<String> figures =
        arms.stream()
            .filter(arm -> arm.role() == role && arm.condition() == Condition.FAULT)
            .map(ArmView::figure)
            .toList();
    return figures.isEmpty() ? "nothing seen" : String.join(", ", figures);
  }

  private Optional<ArmView> in(String candidate, Condition condition) {
    return of(candidate).stream().filter(arm -> arm.condition() == condition).findFirst();
  }

  private List<ArmView> of(String candidate) {
    return arms.stream().filter(arm -> arm.candidate().equals(candidate)).toList();
  }
}
