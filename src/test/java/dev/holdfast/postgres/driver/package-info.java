/** What is promised of connections, statements and time-outs, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
