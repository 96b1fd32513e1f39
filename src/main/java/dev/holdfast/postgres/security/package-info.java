/**
 * Who may see what: tenants, roles, passwords that change, encrypted connections, errors that keep
 * quiet.
 */
@NullMarked
package dev.holdfast.postgres.security;

import org.jspecify.annotations.NullMarked;
