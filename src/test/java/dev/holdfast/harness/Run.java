package dev.holdfast.harness;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.evidence.Attempt;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.EvidenceStore;
import dev.holdfast.harness.evidence.Manifest;
import dev.holdfast.harness.evidence.SpecSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One run of the specs: its environment, its seeds, and where its evidence goes. Lives in the root
 * store, closed at the end.
 */
final class Run implements AutoCloseable {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(Run.class);

  private final Environment environment = new Environment();
  private final EvidenceStore store;
  private final Random seeds;
  private final Instant began = Instant.now();
  private final Pauses pauses = new Pauses();

  private Run(Path directory, long seed) {
    this.store = new EvidenceStore(directory);
    store.begin();
    this.seeds = new Random(seed);
  }

  static Run of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            Run.class,
            _ -> {
              Path directory =
                  Path.of(
                      context
                          .getConfigurationParameter("holdfast.directory")
                          .orElse("target/spec"));
              long seed =
                  context
                      .getConfigurationParameter("holdfast.seed")
                      .map(Long::parseLong)
                      .orElseGet(System::nanoTime);
              return new Run(directory, seed);
            },
            Run.class);
  }

  String id() {
    return environment.run();
  }

  Environment environment() {
    return environment;
  }

  synchronized long nextSeed() {
    return seeds.nextInt(Integer.MAX_VALUE);
  }

  /**
   * Writes a claim's evidence and its line of progress; without the file on disk there is no
   * verdict.
   */
  Evidence evidence(ClaimDefinition claim, List<Attempt> attempts, double seconds) {
    Claim text = claim.claim();
    Evidence evidence =
        new Evidence(
            Evidence.SCHEMA,
            id(),
            claim.id(),
            claim.outline().chapter(),
            claim.outline().topic(),
            claim.type().getEnclosingClass().getName(),
            text.says(),
            text.limit(),
            text.source(),
            text.noCalm(),
            SpecSource.of(claim.type()).digest(),
            List.copyOf(attempts),
            seconds);
    store.write(evidence);
    return evidence;
  }

  @Override
  public void close() {
    environment.close();
    store.write(
        new Manifest(
            Evidence.SCHEMA,
            id(),
            began.toString(),
            pauses.seconds(),
            environment.facts(),
            pauses.close()));
  }
}
