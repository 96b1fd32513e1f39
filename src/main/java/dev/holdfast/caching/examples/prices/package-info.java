/**
 * Prices that several processes keep: a near cache in each, Redis behind them, PostgreSQL below.
 */
@NullMarked
package dev.holdfast.caching.examples.prices;

import org.jspecify.annotations.NullMarked;
