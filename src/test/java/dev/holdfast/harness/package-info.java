/**
 * The harness: an hour's guide.
 *
 * <h2>What it is for</h2>
 *
 * <p>A green integration test shows little: the fault may never have bitten, the check may be
 * unable to fail, the load may have been nil. So a claim counts as proven only by a controlled
 * experiment. The same scenario is run on our code (the subject) and on the code that most people
 * write (the control), with the fault and without it. Ours must hold both times; the control must
 * hold in calm and break under the fault, in the way and by the amount that the spec declares.
 *
 * <h2>Ten minutes: the words</h2>
 *
 * <p>A {@link dev.holdfast.harness.Specification} is one question and a {@link
 * dev.holdfast.harness.Claim} one answer that can be false. Its class is an {@link
 * dev.holdfast.harness.Experiment}: {@code run} tells the scenario and returns an observation, a
 * record without opinion; {@code felt}, {@code holds} and {@code breaks} judge it. Its {@link
 * dev.holdfast.harness.Subject}, {@link dev.holdfast.harness.Control} and {@link
 * dev.holdfast.harness.Peer} methods make the candidates. A candidate in one {@link
 * dev.holdfast.harness.Condition} is an arm.
 *
 * <h2>Ten minutes: the verdict</h2>
 *
 * <p>{@link dev.holdfast.harness.Proof} is a pure function from the arms' answers to a {@link
 * dev.holdfast.harness.Verdict}. Read its rules in their order. Only an {@link AssertionError} of a
 * judge is a no; everything else that is thrown, anywhere, makes the claim inconclusive, and an
 * inconclusive claim fails. It alone is tried once more.
 *
 * <h2>Ten minutes: how an arm runs</h2>
 *
 * <p>{@link dev.holdfast.harness.Claim} is a JUnit class template, one invocation an arm. {@code
 * ClaimExtension} asks {@code ClaimRun} for the next arm, lazily, since whether there is another
 * one is known only when the one before has ended. {@code ArmRun} sets up, conducts under a {@code
 * Watchdog}, and gives everything back. When the last arm of a claim has ended its evidence is
 * written, and only then is there a verdict.
 *
 * <h2>Fifteen minutes: servers and faults</h2>
 *
 * <p>{@link dev.holdfast.harness.environment.Environment} starts what the selected claims name in
 * their constructors, and lends each arm a part of its own: a database, a key space, topics. {@link
 * dev.holdfast.harness.faults.Faults} is one vocabulary over three instruments: Toxiproxy on links,
 * the container engine on processes, and the scenario itself. In calm each of its calls leaves a
 * mark and does nothing. A canary of the harness's own must meet every fault on a link; {@code
 * FaultsCalibration} shows that each kind does what its name says, on this engine.
 *
 * <h2>Ten minutes: what remains</h2>
 *
 * <p>{@link dev.holdfast.harness.history.History} holds operations and windows of faults on one
 * clock, and {@link dev.holdfast.harness.history.Checkers} judge it; {@link
 * dev.holdfast.harness.history.Strip} holds many small outcomes of one arm, a letter each. {@link
 * dev.holdfast.harness.evidence.Evidence} is what a run leaves on disk, {@link
 * dev.holdfast.harness.evidence.Ledger} what is pinned in version control, and {@link
 * dev.holdfast.harness.evidence.LedgerComparison} the difference between the two. {@link
 * dev.holdfast.harness.Report} is a process of its own that turns evidence into a build's failure
 * and into pages, also when the specs' process crashed. A chapter adds a page of its own as a
 * {@link dev.holdfast.harness.site.ChapterPage}.
 *
 * <h2>Five minutes: who may know what</h2>
 *
 * <p>The harness knows no chapter. Testcontainers stays in {@code environment}, toxiproxy-java in
 * {@code faults}. {@code ArchitectureTest} keeps this, and asserts how much it looked at.
 */
@NullMarked
package dev.holdfast.harness;

import org.jspecify.annotations.NullMarked;
