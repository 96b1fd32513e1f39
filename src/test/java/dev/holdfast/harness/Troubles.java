package dev.holdfast.harness;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Puts a throwable into words for the evidence: what, where in the project's own code, and why. */
final class Troubles {
  private static final int MOST_LINES = 40;

  private Troubles() {}

  static String describe(String phase, Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return phase
        + " threw "
        + String.join(
            "\n", text.toString().lines().filter(Troubles::tells).limit(MOST_LINES).toList());
  }

  private static boolean tells(String line) {
    return !line.startsWith("\tat ") || line.contains("dev.holdfast");
  }
}
