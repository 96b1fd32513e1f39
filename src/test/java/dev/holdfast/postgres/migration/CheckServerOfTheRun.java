package dev.holdfast.postgres.migration;

import dev.holdfast.harness.environment.Environment;
import dev.holdfast.harness.environment.Postgres;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the check's calibrations a server that may be thrown away, one for all of them. */
final class CheckServerOfTheRun implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(CheckServerOfTheRun.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Postgres.class;
  }

  @Override
  public Postgres resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Server.class, _ -> new Server(), Server.class)
        .postgres;
  }

  private static final class Server implements AutoCloseable {
    private final Environment environment = new Environment();
    private final Postgres postgres;

    Server() {
      environment.start(List.of(Postgres.class));
      postgres = (Postgres) environment.lease(Postgres.class, "migration-check");
    }

    @Override
    public void close() {
      postgres.close();
      environment.close();
    }
  }
}
