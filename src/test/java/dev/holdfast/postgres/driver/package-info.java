/** What is promised beyond the JDBC driver's own promises, and the experiments behind it. */
@NullMarked
package dev.holdfast.postgres.driver;

import org.jspecify.annotations.NullMarked;
