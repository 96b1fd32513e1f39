package dev.holdfast.caching.locking;

/**
 * A number that each holder of a lock gets, greater than those of all holders before. Whoever
 * guards a resource refuses what bears a smaller one than it has seen.
 */
public record Fence(long number) implements Comparable<Fence> {
  @Override
  public int compareTo(Fence other) {
    return Long.compare(number, other.number);
  }
}
