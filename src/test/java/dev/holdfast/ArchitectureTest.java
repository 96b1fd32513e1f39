package dev.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.holdfast.Compiled.BASE;
import static dev.holdfast.Compiled.HARNESS;
import static dev.holdfast.Compiled.MAIN;
import static dev.holdfast.Compiled.TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may know what. */
class ArchitectureTest {
  private static final String[] TEST_LIBRARIES = {
    "org.junit..",
    "org.testcontainers..",
    "eu.rekawek..",
    "org.assertj..",
    "org.awaitility..",
    "org.openjdk.jmh.."
  };

  /** JUnit 4 among the packages of its successors, and what would come along with it. */
  private static final String[] BANNED = {
    "org.hamcrest..", "junit..", "org.junit", "org.junit.runner..", "org.junit.rules.."
  };

  /** Fewer than these, and the rules below looked at the wrong folder. */
  private static final int LEAST_MAIN = 35;

  private static final int LEAST_TEST = 250;

  @Test
  void enough_classes_are_looked_at() {
    assertThat(MAIN).hasSizeGreaterThanOrEqualTo(LEAST_MAIN);
    assertThat(TEST).hasSizeGreaterThanOrEqualTo(LEAST_TEST);
  }

  @Test
  void a_rule_that_is_broken_is_noticed() {
    assertThatThrownBy(() -> noTestLibrary().check(TEST))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ArchitectureTest");
    assertThatThrownBy(() -> onlyIn("dev.holdfast.harness.site..", "org.junit..").check(TEST))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void production_code_uses_no_test_library() {
    noTestLibrary().check(MAIN);
  }

  @Test
  void controls_stay_out_of_production_code() {
    assertThat(MAIN).extracting(JavaClass::getSimpleName).noneMatch(n -> n.startsWith("Naive"));
  }

  @Test
  void chapters_do_not_import_each_other() {
    for (JavaClasses classes : List.of(MAIN, TEST)) {
      for (String chapter : Outline.chapters()) {
        String[] others =
            Outline.chapters().stream()
                .filter(other -> !other.equals(chapter))
                .map(ArchitectureTest::chapterPackage)
                .toArray(String[]::new);
        noClasses()
            .that()
            .resideInAPackage(chapterPackage(chapter))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @Test
  void topics_of_a_chapter_have_no_cycles() {
    for (JavaClasses classes : List.of(MAIN, TEST)) {
      slices()
          .matching("dev.holdfast.(*).(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes.that(resideOutsideOfPackages(HARNESS)));
    }
  }

  @Test
  void the_harness_knows_no_chapter() {
    String[] chapters =
        Outline.chapters().stream().map(ArchitectureTest::chapterPackage).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(HARNESS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(chapters)
        .check(TEST);
  }

  @Test
  void containers_and_proxies_are_known_in_one_place_each() {
    onlyIn("dev.holdfast.harness.environment..", "org.testcontainers..", "com.github.dockerjava..")
        .check(TEST);
    onlyIn("dev.holdfast.harness.faults..", "eu.rekawek..").check(TEST);
  }

  @Test
  void nobody_uses_hamcrest_or_its_junit() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(BANNED).check(MAIN);
    noClasses().should().dependOnClassesThat().resideInAnyPackage(BANNED).check(TEST);
  }

  @Test
  void packages_are_those_of_the_outline_and_no_deeper() {
    assertThat(Outline.POSTGRES_TYPED_SQL.owns("postgres.typedsql")).isTrue();
    assertThat(Outline.POSTGRES_TYPED_SQL.owns("postgres.typedsql.shop")).isFalse();
    assertThat(Outline.CACHING_EXAMPLES.owns("caching.examples.shop")).isTrue();
    assertThat(Outline.CACHING_EXAMPLES.owns("caching.examples.shop.stock")).isFalse();
    assertThat(packages(MAIN)).allMatch(ArchitectureTest::isOfTheOutline);
    assertThat(packages(TEST))
        .allSatisfy(
            name -> {
              if (name.startsWith(BASE + ".harness")) {
                assertThat(name).matches("dev\\.holdfast\\.harness(\\.[a-z]+)?");
              } else {
                assertThat(name).matches(ArchitectureTest::isOfTheOutline);
              }
            });
  }

  @Test
  void every_package_is_null_marked() {
    for (JavaClasses classes : List.of(MAIN, TEST)) {
      assertThat(packages(classes))
          .allSatisfy(
              name ->
                  assertThat(classes.getPackage(name).isAnnotatedWith(NullMarked.class))
                      .as("package-info.java of %s with @NullMarked", name)
                      .isTrue());
    }
  }

  private static ArchRule noTestLibrary() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TEST_LIBRARIES)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(HARNESS);
  }

  private static ArchRule onlyIn(String home, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static String chapterPackage(String chapter) {
    return BASE + "." + chapter + "..";
  }

  private static boolean isOfTheOutline(String name) {
    if (name.equals(BASE)) {
      return true;
    }
    String below = name.substring(BASE.length() + 1);
    return Outline.chapters().contains(below)
        || Stream.of(Outline.values()).anyMatch(topic -> topic.owns(below));
  }

  private static Set<String> packages(JavaClasses classes) {
    return classes.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
