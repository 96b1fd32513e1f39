package dev.holdfast.caching.examples.catalogue;

/**
 * What is sold.
 *
 * @param cents its price
 */
record Product(long id, String name, long cents) {
  Product {
    if (id < 1 || name.isBlank() || cents < 0) {
      throw new IllegalArgumentException(
          "id is %d, name '%s', cents %d: give an id of at least 1, a name, and at least 0 cents"
              .formatted(id, name, cents));
    }
  }
}
