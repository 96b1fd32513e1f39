/** What is promised of schema changes under live traffic, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.migration;

import org.jspecify.annotations.NullMarked;
