/** What an operator sees of a database and its clients in time to act. */
@NullMarked
package dev.holdfast.postgres.observability;

import org.jspecify.annotations.NullMarked;
