package dev.holdfast.caching.patterns;

/** A process whose writes are off their log as soon as it has taken them. */
final class NaiveWriterMain {
  private NaiveWriterMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Writers.main(arguments, NaiveDoneWhenTaken::new);
  }
}
