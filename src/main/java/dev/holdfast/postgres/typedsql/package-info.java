/**
 * SQL that stays what its programmer wrote: pages, filters, bulk writes, and its fit to the schema.
 */
@NullMarked
package dev.holdfast.postgres.typedsql;

import org.jspecify.annotations.NullMarked;
