/** What the topics of caching share. */
@NullMarked
package dev.holdfast.caching;

import org.jspecify.annotations.NullMarked;
