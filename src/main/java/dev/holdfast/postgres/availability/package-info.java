/**
 * What is applied once and what is not lost, although connections break, clients compete, and
 * servers are replaced.
 */
@NullMarked
package dev.holdfast.postgres.availability;

import org.jspecify.annotations.NullMarked;
