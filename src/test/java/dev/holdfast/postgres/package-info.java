/** What several topics of the chapter have in common: the price of their transactions. */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
