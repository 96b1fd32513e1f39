package dev.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** The project's own classes as they were compiled, production and tests apart. */
final class Compiled {
  static final String BASE = "dev.holdfast";
  static final String HARNESS = "dev.holdfast.harness..";
  static final JavaClasses MAIN = of("target/classes");
  static final JavaClasses TEST = of("target/test-classes");

  private Compiled() {}

  private static JavaClasses of(String folder) {
    return new ClassFileImporter().importPaths(Path.of(folder)).that(resideInAPackage(BASE + ".."));
  }
}
