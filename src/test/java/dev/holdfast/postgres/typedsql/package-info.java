/**
 * What happens to SQL when rows, values and schemas move, beside the code that most people write.
 */
@NullMarked
package dev.holdfast.postgres.typedsql;

import org.jspecify.annotations.NullMarked;
