package dev.holdfast.harness.site;

import dev.holdfast.harness.bench.Figures;
import dev.holdfast.harness.evidence.Calibration;
import dev.holdfast.harness.evidence.Evidence;
import dev.holdfast.harness.evidence.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the site is made from.
 *
 * @param manifest empty where the run crashed before its end, which the site then says
 * @param pinned how many proven claims the ledger holds, by topic id: {@code caching.stampede}
 * @param ledger how the run differs from the ledger, line by line; empty where it does not
 * @param costs what was last measured of the production code's costs; not of this run
 * @param pages that chapters add
 */
public record SiteInput(
    List<Evidence> evidence,
    Optional<Manifest> manifest,
    Map<String, Long> pinned,
    List<Calibration> calibrations,
    List<String> ledger,
    List<Figures> costs,
    List<ChapterPage> pages) {}
