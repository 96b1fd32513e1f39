package dev.holdfast.harness.environment;

import dev.holdfast.harness.faults.Toxiproxy;
import java.util.function.Supplier;
import org.testcontainers.containers.Network;

/**
 * What every container of a run stands on: its owner, its network, and the Toxiproxy beside it,
 * started when first asked for.
 */
record Ground(Owner owner, Network network, Supplier<Toxiproxy> toxiproxy) {}
