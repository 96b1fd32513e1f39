package dev.holdfast.harness.environment;

/**
 * A server that the claims of a run share: started once, when a selected claim first needs it; each
 * arm gets a part of its own.
 *
 * @param <H> what an arm gets: a handle, which gives everything back when it is closed and
 *     complains about what the arm left open
 */
interface Node<H extends AutoCloseable> extends AutoCloseable {
  /** Starts it; called again after {@link #running} became false. */
  void start();

  boolean running();

  /** A part of the arm's own: a database, a key space, topics. */
  H lease(String arm);

  /** The end of its log, for the evidence of an arm that failed. */
  String logs();

  @Override
  void close();
}
