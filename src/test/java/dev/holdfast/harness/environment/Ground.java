package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Toxiproxy;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.testcontainers.containers.Network;

/**
 * What every container of a run stands on.
 *
 * @param toxiproxy beside it, started when first asked for
 * @param aside for what no arm is to wait for: what the next ones need, what earlier ones left
 */
record Ground(Owner owner, Network network, Supplier<Toxiproxy> toxiproxy, ExecutorService aside) {}
