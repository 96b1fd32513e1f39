/** What is promised when connections, servers or replicas fail, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
