package dev.holdfast.harness.environment;

/** The PostgreSQL of a run that is older than the one of most claims. */
final class OlderPostgresNode implements Node<OlderPostgres> {
  private final PostgresNode node;

  OlderPostgresNode(Ground ground) {
    node = new PostgresNode("postgres-older", ground);
  }

  @Override
  public void start() {
    node.start();
  }

  @Override
  public boolean running() {
    return node.running();
  }

  @Override
  public OlderPostgres lease(String arm) {
    return new OlderPostgres(node.lease(arm));
  }

  @Override
  public String logs() {
    return node.logs();
  }

  @Override
  public void close() {
    node.close();
  }
}
