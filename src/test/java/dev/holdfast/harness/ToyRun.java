package dev.holdfast.harness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.harness.evidence.ArmEvidence;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.EvidenceStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A run of toys as JUnit runs specs, and the evidence that it left. */
record ToyRun(EngineExecutionResults events, List<Evidence> all) {

  static ToyRun of(Path directory, Class<?>... claims) {
    return of(
        directory,
        Arrays.stream(claims)
            .<DiscoverySelector>map(claim -> selectClass(claim))
            .toArray(DiscoverySelector[]::new));
  }

  static ToyRun of(Path directory, DiscoverySelector... selectors) {
    return selecting("", directory, selectors);
  }

  /** As a run with {@code -Dselect}. */
  static ToyRun selecting(String select, Path directory, DiscoverySelector... selectors) {
    EngineExecutionResults events =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("holdfast.select", select)
            .configurationParameter("holdfast.directory", directory.toString())
            .configurationParameter("holdfast.seed", "1")
            .selectors(selectors)
            .execute();
    return new ToyRun(events, new EvidenceStore(directory).evidence());
  }

  /** Of the one claim that was run. */
  Evidence evidence() {
    if (all.size() != 1) {
      throw new IllegalStateException(all.size() + " claims left evidence");
    }
    return all.getFirst();
  }

  Verdict verdict() {
    return evidence().verdict();
  }

  String reason() {
    return evidence().reason();
  }

  /** The arms of the last attempt, as the ledger pins them. */
  List<String> outcomes() {
    return evidence().arms().stream().map(ToyRun::outcome).sorted().toList();
  }

  /** Whether JUnit's run is red. */
  boolean failed() {
    return events.allEvents().failed().count() > 0;
  }

  private static String outcome(ArmEvidence arm) {
    return Proof.label(arm.candidate(), arm.condition()) + " " + arm.outcome();
  }
}
