package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import dev.holdfast.harness.Role;
import dev.holdfast.harness.Verdict;
import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One claim as it is shown.
 *
 * @param name its class, which is also its anchor on its question's page
 * @param attempts the last one decides
 * @param production the code that keeps it
 * @param naive the code of its controls
 */
public record ClaimView(
    Evidence evidence,
    String name,
    List<AttemptView> attempts,
    Optional<Timeline> underFault,
    Optional<Timeline> inCalm,
    Optional<Code> scenario,
    Optional<Code> judges,
    Optional<Code> experiment,
    List<Code> production,
    List<Code> naive,
    int position) {
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s)>\\]]*[^\\s)>\\].,;]");

  /** A piece of a text; an address where it has one. */
  public record Part(String text, String address) {}

  static ClaimView of(Evidence evidence, Redaction redaction) {
    String name = evidence.id().substring(evidence.id().lastIndexOf('.') + 1);
    Sources sources = new Sources(evidence.spec(), name);
    List<ArmEvidence> arms = evidence.arms().stream().sorted(AttemptView.IN_ORDER).toList();
    return new ClaimView(
        evidence,
        name,
        evidence.attempts().stream().map(attempt -> AttemptView.of(attempt, redaction)).toList(),
        Timeline.of(name + "-fault", in(arms, Condition.FAULT), redaction),
        Timeline.of(name + "-calm", in(arms, Condition.CALM), redaction),
        sources.scenario(),
        sources.judges(),
        sources.experiment(),
        Sources.production(arms.stream().flatMap(arm -> arm.code().stream()).distinct().toList()),
        sources.naive(),
        sources.position());
  }

  public String id() {
    return evidence.id();
  }

  public boolean proven() {
    return evidence.verdict() == Verdict.PROVEN;
  }

  /** The attempt that decided. */
  public AttemptView last() {
    return attempts.getLast();
  }

  public List<AttemptView> earlier() {
    return attempts.subList(0, attempts.size() - 1);
  }

  public Mark mark() {
    return last().mark();
  }

  public String reason() {
    return last().reason();
  }

  /** What naive code showed under the fault. */
  public String without() {
    return last().figure(Role.CONTROL);
  }

  /** What the production code showed under the fault. */
  public String with() {
    return last().figure(Role.SUBJECT);
  }

  public String seconds() {
    return Words.seconds(evidence.seconds());
  }

  public Cost cost() {
    return Cost.of(List.of(evidence));
  }

  public List<ArmView> controls() {
    return last().arms().stream()
        .filter(arm -> arm.role() == Role.CONTROL && arm.condition() == Condition.FAULT)
        .toList();
  }

  public List<ArmView> peers() {
    return last().arms().stream()
        .filter(arm -> arm.role() == Role.PEER && arm.condition() == Condition.FAULT)
        .toList();
  }

  /** The source it rests on, cut so that addresses can be followed. */
  public List<Part> source() {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = ADDRESS.matcher(evidence.source());
    int end = 0;
    while (matcher.find()) {
      parts.add(new Part(evidence.source().substring(end, matcher.start()), ""));
      parts.add(new Part(matcher.group(), matcher.group()));
      end = matcher.end();
    }
    parts.add(new Part(evidence.source().substring(end), ""));
    return parts;
  }

  private static List<ArmEvidence> in(List<ArmEvidence> arms, Condition condition) {
    return arms.stream().filter(arm -> arm.condition() == condition).toList();
  }
}
