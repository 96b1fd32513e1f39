package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Verdict;
import java.util.List;

/**
 * All that a run found out about one claim.
 *
 * @param schema the version of this format
 * @param run the run's id, as in its manifest
 * @param id chapter, topic and class: {@code caching.stampede.OneLoadAcrossNodes}
 * @param spec the class of its specification, by full name
 * @param experiment a digest of the claim's and its controls' source
 * @param noCalm why there are no calm arms; empty where there are
 * @param attempts the last one decides; a second one only follows an inconclusive first
 */
public record Evidence(
    int schema,
    String run,
    String id,
    String chapter,
    String topic,
    String spec,
    String says,
    String limit,
    String source,
    String noCalm,
    String experiment,
    List<Attempt> attempts,
    double seconds) {

  public static final int SCHEMA = 1;

  public Verdict verdict() {
    return attempts.getLast().verdict();
  }

  public String reason() {
    return attempts.getLast().reason();
  }

  public List<ArmEvidence> arms() {
    return attempts.getLast().arms();
  }
}
