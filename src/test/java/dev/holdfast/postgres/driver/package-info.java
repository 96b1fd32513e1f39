/** The driver against swallowed errors, silent networks and tables that change meanwhile. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
