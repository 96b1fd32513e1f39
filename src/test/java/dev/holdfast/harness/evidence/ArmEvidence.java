package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.ArmResult;
import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Outcome;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.history.Operation;
import dev.holdfast.harness.history.Window;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one arm showed.
 *
 * @param note of a control: the mechanism in which it differs; of a peer: artifact, version and
 *     configuration; else empty
 * @param figure the figure that tells most, or empty where the arm saw nothing
 * @param observation the observation's components by name, or null where the arm saw nothing
 * @param answers what each judge said, with its message where it said no
 * @param windows spans of faults on the arm's clock; operations lie on the same one
 * @param millis durations of set-up, run, check and tear-down, by name
 * @param trouble why it cannot be judged, or null
 * @param logs the ends of the logs of the nodes it used, where it cannot be judged; else empty
 */
public record ArmEvidence(
    String candidate,
    Role role,
    Condition condition,
    String note,
    List<String> code,
    String figure,
    @Nullable Object observation,
    Map<String, Judged> answers,
    List<Window> windows,
    List<Operation> operations,
    Map<String, Long> millis,
    @Nullable String trouble,
    Map<String, String> logs) {

  /** What a judge said, and why. */
  public record Judged(Answer answer, String message) {}

  public ArmResult result() {
    return new ArmResult(
        candidate, role, condition, answer("felt"), answer("holds"), answer("breaks"), trouble);
  }

  public Outcome outcome() {
    return result().outcome();
  }

  private Answer answer(String judge) {
    Judged judged = answers.get(judge);
    return judged == null ? Answer.UNCLEAR : judged.answer();
  }
}
