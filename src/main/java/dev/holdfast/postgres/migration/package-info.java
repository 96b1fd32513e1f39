/**
 * Schema changes under live traffic: short locks, resumable backfills, columns that change their
 * type.
 */
@NullMarked
package dev.holdfast.postgres.migration;

import org.jspecify.annotations.NullMarked;
