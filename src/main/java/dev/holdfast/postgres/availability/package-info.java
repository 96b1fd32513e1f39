/** Going on when a connection, a server or a replica does not: outcomes, retries, reads. */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
