/** What a run leaves behind: evidence, manifest, ledger. */
@NullMarked
package dev.holdfast.harness.evidence;

import org.jspecify.annotations.NullMarked;
