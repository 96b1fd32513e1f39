package dev.holdfast.harness.evidence;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The source of a claim, as it stands in the project: for its digest and for its page. */
public final class SpecSource {
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path MAIN = Path.of("src/main/java");
  private static final int DIGEST_CHARACTERS = 16;

  /** Literals, which count to the letter; comments and white space, which do not. */
  private static final Pattern TOKENS =
      Pattern.compile(
          "(\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])*')|//[^\\n]*|/\\*.*?\\*/|\\s+",
          Pattern.DOTALL);

  private final Path file;
  private final String text;

  private SpecSource(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /** The source of a claim's class, cut out of its specification. */
  public static SpecSource of(Class<?> claim) {
    Path file = file(TESTS, claim.getName());
    return new SpecSource(
        file,
        cut(file, claim.getSimpleName(), null)
            .orElseThrow(() -> new IllegalStateException(claim.getName() + " is not in " + file)));
  }

  /** The source file of a production class, where it exists. */
  public static Optional<String> production(String className) {
    Path file = file(MAIN, className);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** The specification's file, from the project's root. */
  public Path file() {
    return file;
  }

  /** The claim's whole class, as written. */
  public String text() {
    return text;
  }

  /** One method of the claim, as written: {@code run}. */
  public static Optional<String> method(Class<?> claim, String method) {
    return cut(file(TESTS, claim.getName()), claim.getSimpleName(), method);
  }

  /**
   * A digest of the experiment: of the claim and of the {@code Naive…} classes beside it that it
   * names. Comments and layout do not count; everything else does, so that a loosened bound is a
   * change.
   */
  public String digest() {
    StringBuilder all = new StringBuilder(normalised(text));
    TreeSet<String> controls = new TreeSet<>();
    Matcher names = Pattern.compile("\\bNaive\\w+").matcher(text);
    while (names.find()) {
      controls.add(names.group());
    }
    for (String control : controls) {
      Path beside = file.resolveSibling(control + ".java");
      if (Files.exists(beside)) {
        all.append(normalised(read(beside)));
      }
    }
    return sha256(all.toString()).substring(0, DIGEST_CHARACTERS);
  }

  static String normalised(String source) {
    return TOKENS
        .matcher(source)
        .replaceAll(
            match -> match.group(1) == null ? "" : Matcher.quoteReplacement(match.group(1)));
  }

  private static Optional<String> cut(Path file, String className, @Nullable String method) {
    String source = read(file);
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
      CompilationUnitTree unit = task.parse().iterator().next();
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      return Optional.ofNullable(
          new Finder(className, method, unit, positions, source).scan(unit, null));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static final class Finder extends TreeScanner<@Nullable String, @Nullable Void> {
    private final String className;
    private final @Nullable String method;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String source;
    private boolean inside;

    Finder(
        String className,
        @Nullable String method,
        CompilationUnitTree unit,
        SourcePositions positions,
        String source) {
      this.className = className;
      this.method = method;
      this.unit = unit;
      this.positions = positions;
      this.source = source;
    }

    @Override
    public @Nullable String visitClass(ClassTree tree, @Nullable Void nothing) {
      boolean found = tree.getSimpleName().contentEquals(className);
      if (found && method == null) {
        return text(tree);
      }
      boolean before = inside;
      inside = found;
      String result = super.visitClass(tree, nothing);
      inside = before;
      return result;
    }

    @Override
    public @Nullable String visitMethod(MethodTree tree, @Nullable Void nothing) {
      return inside && tree.getName().contentEquals(String.valueOf(method)) ? text(tree) : null;
    }

    @Override
    public @Nullable String reduce(@Nullable String one, @Nullable String other) {
      return one == null ? other : one;
    }

    private String text(com.sun.source.tree.Tree tree) {
      return source.substring(
          Math.toIntExact(positions.getStartPosition(unit, tree)),
          Math.toIntExact(positions.getEndPosition(unit, tree)));
    }
  }

  private static Path file(Path root, String className) {
    int nested = className.indexOf('$');
    return root.resolve(
        (nested < 0 ? className : className.substring(0, nested)).replace('.', '/') + ".java");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + "; the specs run from the project's root", e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
