/** What components of several topics ask of a PostgreSQL server. */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
