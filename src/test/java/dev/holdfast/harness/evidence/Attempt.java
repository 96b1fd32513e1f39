package dev.holdfast.harness.evidence;

import dev.holdfast.harness.Verdict;
import java.util.List;

/** One run of all arms of a claim, in an order shuffled by a seed, and what it came to. */
public record Attempt(
    int number, long seed, Verdict verdict, String reason, List<ArmEvidence> arms) {}
