package dev.holdfast.harness.site;

import dev.holdfast.harness.Answer;
import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.ArmEvidence.Judged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One arm as it is shown.
 *
 * @param figure the figure that tells most, or what is to be said instead
 * @param style how its outcome looks: {@code kept}, {@code broke}, {@code wrong} where the proof
 *     demands another, {@code unclear}
 * @param fields the observation's components, but those that are drawn
 * @param strips those that are drawn
 * @param trouble why it cannot be judged, or empty
 */
public record ArmView(
    String candidate,
    Role role,
    Condition condition,
    String note,
    String figure,
    String outcome,
    String style,
    List<Said> answers,
    List<Field> fields,
    List<StripView> strips,
    String trouble,
    Map<String, String> logs,
    Map<String, Long> millis) {

  /** What each judge is called in a sentence, in the order in which they are asked. */
  private static final Map<String, String> JUDGES = judges();

  /**
   * What a judge said.
   *
   * @param wanted what the proof demands, where it was told something else; empty where it got it
   */
  public record Said(String judge, String question, String answer, String wanted, String message) {}

  /** One component of the observation. */
  public record Field(String name, String value) {}

  static ArmView of(ArmEvidence arm, Redaction redaction) {
    Map<String, String> logs = new LinkedHashMap<>();
    arm.logs().forEach((node, log) -> logs.put(node, redaction.of(log).strip()));
    return new ArmView(
        Words.spaced(arm.candidate()),
        arm.role(),
        arm.condition(),
        redaction.of(arm.note()),
        arm.figure().isEmpty() ? "nothing seen" : redaction.of(arm.figure()),
        arm.trouble() == null
            ? Words.outcome(arm.role(), arm.condition(), arm.outcome())
            : "cannot be judged",
        arm.trouble() == null ? style(arm) : "unclear",
        JUDGES.keySet().stream().map(judge -> said(arm, judge, redaction)).toList(),
        Observed.fields(arm.observation(), redaction),
        Observed.strips(arm.observation(), redaction),
        arm.trouble() == null ? "" : redaction.of(arm.trouble()),
        logs,
        arm.millis());
  }

  /** {@code control, under the fault}. */
  public String label() {
    return Words.role(role) + ", " + Words.condition(condition);
  }

  /** The library behind a peer, with its version, by the name that people know it by. */
  public String library() {
    return note.replaceFirst("^[^:]*:([^;]*);.*$", "$1");
  }

  /** What the harness took beyond the scenario. */
  public long harnessMillis() {
    return millis.entrySet().stream()
        .filter(phase -> !phase.getKey().equals("run"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public boolean unwanted() {
    return answers.stream().anyMatch(said -> !said.wanted().isEmpty());
  }

  private static Said said(ArmEvidence arm, String judge, Redaction redaction) {
    Judged judged = arm.answers().getOrDefault(judge, new Judged(Answer.UNCLEAR, ""));
    Answer wanted = wanted(arm.role(), arm.condition(), judge);
    boolean asWanted = wanted == Answer.UNCLEAR || wanted == judged.answer();
    return new Said(
        judge,
        JUDGES.getOrDefault(judge, ""),
        word(judged.answer()),
        asWanted ? "" : word(wanted),
        redaction.of(judged.message()));
  }

  /** What a proof demands of this arm; UNCLEAR where it demands nothing, as of a peer. */
  private static Answer wanted(Role role, Condition condition, String judge) {
    boolean fault = condition == Condition.FAULT;
    if (judge.equals("felt")) {
      return fault ? Answer.YES : Answer.NO;
    }
    if (role == Role.PEER) {
      return Answer.UNCLEAR;
    }
    boolean broken = role == Role.CONTROL && fault;
    return broken == judge.equals("breaks") ? Answer.YES : Answer.NO;
  }

  private static String word(Answer answer) {
    return switch (answer) {
      case YES -> "yes";
      case NO -> "no";
      case UNCLEAR -> "no answer";
    };
  }

  private static String style(ArmEvidence arm) {
    boolean shouldBreak = arm.role() == Role.CONTROL && arm.condition() == Condition.FAULT;
    return switch (arm.outcome()) {
      case HELD -> shouldBreak ? "wrong" : "kept";
      case BROKE -> shouldBreak || arm.role() == Role.PEER ? "broke" : "wrong";
      case NEITHER -> arm.role() == Role.PEER ? "broke" : "wrong";
      case BOTH, UNCLEAR -> "unclear";
    };
  }

  private static Map<String, String> judges() {
    Map<String, String> judges = new LinkedHashMap<>();
    judges.put("felt", "Was the fault felt?");
    judges.put("holds", "Is the promise kept?");
    judges.put("breaks", "Did it break as predicted?");
    return judges;
  }
}
