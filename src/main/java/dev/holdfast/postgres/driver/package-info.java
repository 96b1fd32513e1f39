/**
 * What an application must know of its driver: when a COMMIT was none, what a dead network costs,
 * when the server stops, and what becomes of a prepared statement.
 */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
