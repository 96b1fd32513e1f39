package dev.holdfast.caching.multilevel;

import org.jspecify.annotations.Nullable;

/** Look, read, put: what came back last is what is kept, whatever was told in between. */
final class NaiveUnguarded {
  private NaiveUnguarded() {}

  static @Nullable Versioned read(NearCache<Versioned> near, VersionedStore store, String key) {
    Versioned hit = near.getIfPresent(key);
    if (hit != null) {
      return hit;
    }
    Versioned answer = store.get(key);
    // The near cache's own guard begins here, when there is nothing left to guard against.
    return near.get(key, _ -> answer);
  }
}
