package dev.holdfast.harness;

import java.util.Optional;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves the claims out of a run that {@code -Dholdfast.select} does not name. Registered as a
 * service.
 */
public final class SelectedClaims implements PostDiscoveryFilter {
  private final Selection selection = Selection.parse(System.getProperty("holdfast.select", ""));

  @Override
  public FilterResult apply(TestDescriptor descriptor) {
    return claim(descriptor)
        .map(id -> FilterResult.includedIf(selection.matches(id)))
        .orElseGet(() -> FilterResult.included("no claim"));
  }

  private static Optional<String> claim(TestDescriptor descriptor) {
    return descriptor
        .getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getJavaClass())
        .filter(type -> type.isAnnotationPresent(Claim.class))
        .map(type -> new ClaimDefinition(type).id());
  }
}
