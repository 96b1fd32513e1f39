package dev.holdfast.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.commons.support.ReflectionSupport;

/** All claims of the specification, found on the class path. */
final class Catalogue {
  private static final String BASE = "dev.holdfast";

  private Catalogue() {}

  /**
   * The claims in the specs ({@code *Spec}), by id.
   *
   * @throws IllegalStateException where two claims share an id
   */
  static List<ClaimDefinition> claims() {
    return claims(
        ReflectionSupport.findAllClassesInPackage(
            BASE,
            type -> type.isAnnotationPresent(Specification.class),
            name -> name.endsWith("Spec")));
  }

  static List<ClaimDefinition> claims(List<Class<?>> specs) {
    List<ClaimDefinition> claims = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Class<?> spec : specs) {
      for (Class<?> nested : spec.getDeclaredClasses()) {
        if (nested.isAnnotationPresent(Claim.class)) {
          ClaimDefinition claim = new ClaimDefinition(nested);
          if (!ids.add(claim.id())) {
            throw new IllegalStateException(
                "two claims have the id " + claim.id() + "; one is in " + spec.getName());
          }
          claims.add(claim);
        }
      }
    }
    claims.sort(Comparator.comparing(ClaimDefinition::id));
    return claims;
  }
}
