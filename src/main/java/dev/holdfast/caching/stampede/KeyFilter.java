package dev.holdfast.caching.stampede;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells which keys the source cannot have, whatever is asked: a Bloom filter of those that it has.
 *
 * <p>A no is certain, a yes is wrong as often as was asked for while there are no more keys than
 * expected. So every key must be added before its row can be read, in every process that asks: a
 * key that was not added is not found. Keys that are removed keep their place until it is filled
 * anew.
 *
 * <p>Costs: about ten bits a key for one wrong yes in a hundred, and no allocation a call.
 * Thread-safe. Sources: Bloom, CACM 13(7), 1970; Kirsch and Mitzenmacher, "Less Hashing, Same
 * Performance", ESA 2006.
 */
public final class KeyFilter {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final double MOST_WRONG = 0.5;

  private final AtomicLongArray words;
  private final int bits;
  private final int hashes;

  /**
   * @param expectedKeys the most that it will hold
   * @param wrong the share of absent keys that it may take for present then: 0.01
   */
  public KeyFilter(int expectedKeys, double wrong) {
    if (expectedKeys < 1 || !(wrong > 0 && wrong <= MOST_WRONG)) {
      throw new IllegalArgumentException(
          "expectedKeys is %d, wrong is %s; at least 1 and a share up to %s are needed, try 0.01"
              .formatted(expectedKeys, wrong, MOST_WRONG));
    }
    double ln2 = Math.log(2);
    double needed = Math.ceil(-expectedKeys * Math.log(wrong) / (ln2 * ln2));
    if (needed > Integer.MAX_VALUE - Long.SIZE) {
      throw new IllegalArgumentException(
          "%d keys with %s wrong need %.0f bits, more than %d: give each part of them a filter"
              .formatted(expectedKeys, wrong, needed, Integer.MAX_VALUE - Long.SIZE));
    }
    words = new AtomicLongArray(Math.ceilDiv((int) needed, Long.SIZE));
    bits = words.length() * Long.SIZE;
    hashes = Math.max(1, (int) Math.round(ln2 * bits / expectedKeys));
  }

  /** From now on the key may be there. */
  public void add(String key) {
    long hash = hash(key);
    for (int i = 0; i < hashes; i++) {
      int bit = bit(hash, i);
      long mask = 1L << bit;
      words.accumulateAndGet(bit / Long.SIZE, mask, (word, set) -> word | set);
    }
  }

  /** Whether the key may be there; false is certain. */
  public boolean mayContain(String key) {
    long hash = hash(key);
    for (int i = 0; i < hashes; i++) {
      int bit = bit(hash, i);
      if ((words.get(bit / Long.SIZE) & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The halves of one hash make all others; an odd step visits different bits. */
  private int bit(long hash, int i) {
    int step = (int) (hash >>> Integer.SIZE) | 1;
    return Math.floorMod((int) hash + i * step, bits);
  }

  private static long hash(String key) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    // FNV leaves its high bits poorly mixed: the finalizer of MurmurHash3.
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
