/** What the specifications of several topics of PostgreSQL share. */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
