package dev.holdfast.caching.abstraction;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A chain as most people write one: asks each tier, and puts what it found into those above. */
final class NaiveChain implements Chain {
  /** What it forgets. */
  enum Flaw {
    A_FAILURE_ENDS_THE_CALL,
    THE_FULL_TIME_AGAIN,
    A_REMOVAL_IS_NOT_LOOKED_FOR
  }

  private final List<Tier<String>> tiers;
  private final Duration timeToLive;
  private final Clock clock;
  private final Flaw flaw;

  NaiveChain(List<Tier<String>> tiers, Duration timeToLive, Clock clock, Flaw flaw) {
    this.tiers = tiers;
    this.timeToLive = timeToLive;
    this.clock = clock;
    this.flaw = flaw;
  }

  @Override
  public Optional<String> get(String key, Supplier<Optional<String>> source) {
    for (Tier<String> tier : tiers) {
      Optional<Entry<String>> found = find(tier, key);
      if (found.isPresent()) {
        Entry<String> up =
            flaw == Flaw.THE_FULL_TIME_AGAIN ? full(found.get().value()) : found.get();
        fill(tiers.subList(0, tiers.indexOf(tier)), key, up);
        return Optional.of(up.value());
      }
    }
    Optional<String> loaded = source.get();
    loaded.ifPresent(value -> fill(tiers, key, full(value)));
    return loaded;
  }

  @Override
  public void remove(String key) {
    tiers.reversed().forEach(tier -> tier.remove(key));
  }

  private Entry<String> full(String value) {
    return new Entry<>(value, clock.instant().plus(timeToLive));
  }

  private Optional<Entry<String>> find(Tier<String> tier, String key) {
    try {
      return tier.find(key).filter(entry -> entry.expires().isAfter(clock.instant()));
    } catch (RuntimeException e) {
      orThrow(e);
      return Optional.empty();
    }
  }

  private void fill(List<Tier<String>> above, String key, Entry<String> entry) {
    for (Tier<String> tier : above) {
      try {
        tier.put(key, entry);
      } catch (RuntimeException e) {
        orThrow(e);
      }
    }
  }

  private void orThrow(RuntimeException e) {
    if (flaw == Flaw.A_FAILURE_ENDS_THE_CALL) {
      throw e;
    }
  }
}
