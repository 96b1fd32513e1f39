package dev.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static dev.holdfast.Compiled.BASE;
import static dev.holdfast.Compiled.HARNESS;
import static dev.holdfast.Compiled.MAIN;
import static dev.holdfast.Compiled.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Is every specification such that JUnit runs it, the catalogue lists it and a page shows it? */
class ShapeOfClaimsTest {
  /** As many as a newcomer reads in one sitting, and two cores prove in three minutes. */
  private static final int FLAGSHIPS = 13;

  @Test
  void a_specification_is_called_one_and_stands_in_the_package_of_its_topic() {
    Set<Class<?>> annotated =
        TEST.stream()
            .filter(type -> type.isAnnotatedWith(Specification.class))
            .filter(resideOutsideOfPackages(HARNESS)) // the toys of its own tests
            .map(JavaClass::reflect)
            .collect(Collectors.toSet());
    assertThat(annotated).containsExactlyInAnyOrderElementsOf(specs());
    assertThat(specs())
        .allSatisfy(
            spec ->
                assertThat(
                        spec.getAnnotation(Specification.class)
                            .value()
                            .owns(spec.getPackageName().substring(BASE.length() + 1)))
                    .as("%s", spec)
                    .isTrue());
  }

  @Test
  void claims_are_inner_classes_of_specifications_and_experiments() {
    assertThat(specs())
        .allSatisfy(
            spec ->
                assertThat(spec.getDeclaredClasses())
                    .as("claims of %s", spec)
                    .anyMatch(nested -> nested.isAnnotationPresent(Claim.class)));
    assertThat(claims())
        .isNotEmpty()
        .allSatisfy(
            claim -> {
              assertThat(claim.getEnclosingClass()).isIn(specs());
              assertThat(Modifier.isStatic(claim.getModifiers()))
                  .as("JUnit does not run a static %s", claim)
                  .isFalse();
              assertThat(Experiment.class).isAssignableFrom(claim);
            });
  }

  @Test
  void a_subject_names_the_production_classes_that_keep_its_claim() {
    assertThat(claims())
        .allSatisfy(
            claim ->
                assertThat(subjects(claim))
                    .as("classes of src/main/java in @Subject of %s", claim)
                    .isNotEmpty()
                    .allMatch(type -> MAIN.contain(type)));
  }

  @Test
  void a_newcomer_meets_claims_of_several_chapters_first() {
    assertThat(claims())
        .filteredOn(claim -> claim.getAnnotation(Claim.class).flagship())
        .hasSize(FLAGSHIPS)
        .extracting(claim -> claim.getPackageName().split("\\.", -1)[2])
        .contains("caching", "grpc", "messaging", "postgres");
  }

  private static List<Class<?>> specs() {
    return TEST.stream()
        .filter(type -> type.isTopLevelClass() && type.getSimpleName().endsWith("Spec"))
        .<Class<?>>map(JavaClass::reflect)
        .toList();
  }

  private static List<Class<?>> claims() {
    return TEST.stream()
        .filter(type -> type.isAnnotatedWith(Claim.class))
        .filter(resideOutsideOfPackages(HARNESS))
        .<Class<?>>map(JavaClass::reflect)
        .toList();
  }

  private static List<String> subjects(Class<?> claim) {
    return Stream.of(claim.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Subject.class))
        .map(method -> method.getAnnotation(Subject.class))
        .flatMap(subject -> Arrays.stream(subject.value()))
        .map(Class::getName)
        .toList();
  }
}
