package dev.holdfast.caching.patterns;

import java.util.function.UnaryOperator;

/** A process that brings writes to their store; see {@link Writers}. */
final class WriterMain {
  private WriterMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Writers.main(arguments, UnaryOperator.identity());
  }
}
