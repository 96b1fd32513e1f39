package dev.holdfast.harness;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a throwable into words for the evidence: what, where in the project's own code, and why. */
final class Troubles {
  private static final int MOST_LINES = 40;

  private Troubles() {}

  static String describe(String phase, Throwable e) {
    List<String> lines = new ArrayList<>();
    for (@Nullable Throwable cause = e; cause != null && lines.size() < MOST_LINES; ) {
      lines.add((lines.isEmpty() ? phase + " threw " : "caused by ") + cause);
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().startsWith("dev.holdfast")) {
          lines.add("    at " + frame);
        }
      }
      cause = cause.getCause();
    }
    return String.join("\n", lines.subList(0, Math.min(lines.size(), MOST_LINES)));
  }
}
