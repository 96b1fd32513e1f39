/** Whether a plan or a loop that got worse is noticed before its users do. */
@NullMarked
package dev.holdfast.postgres.performance;

import org.jspecify.annotations.NullMarked;
