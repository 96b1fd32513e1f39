/** What is promised of clients of a primary and its replicas, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
