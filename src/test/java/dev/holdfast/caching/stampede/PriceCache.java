package dev.holdfast.caching.stampede;

/** What callers see of a cache, whichever it is: subject, control or peer. */
interface PriceCache {
  String get(String key) throws Exception;
}
