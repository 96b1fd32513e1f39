/** Connections that many share: settings, locks and sessions that survive a transaction pooler. */
@NullMarked
package dev.holdfast.postgres.pooling;

import org.jspecify.annotations.NullMarked;
