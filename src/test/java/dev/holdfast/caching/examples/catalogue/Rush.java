package dev.holdfast.caching.examples.catalogue;

/**
 * What a crowd, and those after it, were answered, and what it cost.
 *
 * @param right requests that were answered with their product
 * @param queries of the database for a product, by its own count
 * @param trouble whether Redis had been given up in the end, or was empty in the beginning
 */
record Rush(int right, long queries, boolean trouble) {
  String figure() {
    return "%d requests answered, %d queries".formatted(right, queries);
  }
}
