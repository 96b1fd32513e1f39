package dev.holdfast.caching.stampede;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives each key a time to live of its own, so that keys that are written together do not expire
 * together.
 *
 * <p>The times lie between the longest and {@code width} less, and are not drawn but laid out: any
 * run of n calls fills the width evenly, with about n / width of them in each unit of it, where
 * chance would put half as many more into the unluckiest. So a time to live is never longer than
 * was promised, and shorter by half the width on average: that share of loads more is what it
 * costs.
 *
 * <p>Thread-safe; one atomic addition a call. Source: Knuth, The Art of Computer Programming,
 * volume 3, section 6.4, on multiples of the golden ratio.
 */
public final class ExpiryJitter {
  /** 2^64 divided by the golden ratio. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long longest;
  private final long width;
  private final AtomicLong place = new AtomicLong();

  /**
   * @param longest no time to live is longer
   * @param width none is shorter by as much: a tenth of the longest, or as long as loading all
   *     takes
   */
  public ExpiryJitter(Duration longest, Duration width) {
    if (!width.isPositive() || width.compareTo(longest) >= 0) {
      throw new IllegalArgumentException(
          "width is %s, longest is %s; a positive time that is shorter is needed, try a tenth"
              .formatted(width, longest));
    }
    this.longest = longest.toNanos();
    this.width = width.toNanos();
  }

  /** For the next key that is written. */
  public Duration next() {
    // The place as a fraction of 2^64, times the width.
    long less = Math.unsignedMultiplyHigh(place.getAndAdd(STEP), width);
    return Duration.ofNanos(longest - less);
  }
}
