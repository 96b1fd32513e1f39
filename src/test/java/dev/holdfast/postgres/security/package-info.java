/** What is promised of who may see what in PostgreSQL, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.security;

import org.jspecify.annotations.NullMarked;
