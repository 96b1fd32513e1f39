package dev.holdfast.harness.evidence;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A source file, parsed, from which declarations are cut as they are written. */
final class SourceFile {
  /** Parsing needs neither processors nor other classes, whose jars would all be opened. */
  private static final List<String> ALONE = List.of("-proc:none", "--class-path", "");

  private final String source;
  private final CompilationUnitTree unit;
  private final SourcePositions positions;

  /**
   * Parses a file.
   *
   * @throws UncheckedIOException where it cannot be read
   */
  SourceFile(Path file) {
    this.source = read(file);
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, null, ALONE, null, files.getJavaFileObjects(file));
      this.unit = task.parse().iterator().next();
      this.positions = Trees.instance(task).getSourcePositions();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot parse " + file, e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + "; the specs run from its root", e);
    }
  }

  /** A class that is declared directly in a class of the file. */
  Optional<String> nested(String name) {
    return tree(name).map(this::text);
  }

  /** The methods of that name of a class that is declared directly in a class of the file. */
  Optional<String> method(String nested, String name) {
    return tree(nested)
        .map(
            type ->
                type.getMembers().stream()
                    .filter(MethodTree.class::isInstance)
                    .filter(method -> ((MethodTree) method).getName().contentEquals(name))
                    .map(this::text)
                    .collect(Collectors.joining("\n\n")))
        .filter(text -> !text.isEmpty());
  }

  /** What the file's classes hold besides the nested classes with this annotation. */
  String membersBesides(String annotation) {
    return types()
        .flatMap(type -> type.getMembers().stream())
        .filter(Predicate.not(member -> isAnnotated(member, annotation)))
        .map(this::text)
        .collect(Collectors.joining("\n"));
  }

  private Optional<ClassTree> tree(String nested) {
    return types()
        .flatMap(type -> type.getMembers().stream())
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast)
        .filter(type -> type.getSimpleName().contentEquals(nested))
        .findFirst();
  }

  private Stream<ClassTree> types() {
    return unit.getTypeDecls().stream()
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast);
  }

  private static boolean isAnnotated(Tree member, String annotation) {
    return member instanceof ClassTree type
        && type.getModifiers().getAnnotations().stream()
            .anyMatch(found -> found.getAnnotationType().toString().equals(annotation));
  }

  private String text(Tree tree) {
    return source.substring(
        Math.toIntExact(positions.getStartPosition(unit, tree)),
        Math.toIntExact(positions.getEndPosition(unit, tree)));
  }
}
