/** The logic of what PostgreSQL's components share, without a server. */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
