/**
 * What the production code costs: benchmarks that compare ways to do the same work, measured by
 * {@code ci/bench} and shown as ratios.
 *
 * <p>To add one, write a public class {@code …Benchmark} beside the specs of its topic: {@link
 * dev.holdfast.harness.bench.Comparing} on the class, JMH's {@code @State(Scope.Benchmark)} with
 * it, one {@link dev.holdfast.harness.bench.Baseline} method, and a {@link
 * dev.holdfast.harness.bench.Way} for each other way, all with JMH's {@code @Benchmark}, without
 * parameters, returning equal results. Then measure it, {@code ci/bench YourBenchmark}, and commit
 * the figures with it.
 *
 * <p>Figures of another kind, bytes or hit ratios of libraries, say, are a {@link
 * dev.holdfast.harness.bench.Recording}: the chapter keeps them, and shows them on a page of its
 * own.
 */
@NullMarked
package dev.holdfast.harness.bench;

import org.jspecify.annotations.NullMarked;
