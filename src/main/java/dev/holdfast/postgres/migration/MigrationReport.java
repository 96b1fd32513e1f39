package dev.holdfast.postgres.migration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a check found: one entry a file, in the order in which Flyway ran them. Immutable,
 * thread-safe.
 *
 * @param folder of the files, from the root of their repository on
 * @param server its version, as it says it
 * @param rows that each table was to have; 0 where it had its own
 * @param notes what was changed or made so that the files would run
 */
public record MigrationReport(
    String folder, String server, long rows, List<FileReport> files, List<String> notes) {

  public MigrationReport {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /** The worst of all files. */
  public Verdict verdict() {
    return files.stream()
        .map(FileReport::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.SAFE);
  }

  /** For a shell: 1 if any file is unsafe, else 2 if any is unknown, else 0. */
  public int exitCode() {
    return switch (verdict()) {
      case SAFE -> 0;
      case UNSAFE -> 1;
      case UNKNOWN -> 2;
    };
  }

  /** In their order: the later is the worse. */
  public enum Verdict {
    SAFE,
    UNKNOWN,
    UNSAFE
  }

  /**
   * One file.
   *
   * @param statements with what each of them did
   * @param broken statements of the schema before it that the server refuses after it
   * @param coverage how many tables of the schema before it have the rows asked for
   */
  public record FileReport(
      String file,
      List<MigratedStatement> statements,
      List<BrokenStatement> broken,
      List<Finding> findings,
      Coverage coverage) {

    public FileReport {
      statements = List.copyOf(statements);
      broken = List.copyOf(broken);
      findings = List.copyOf(findings);
    }

    @JsonProperty
    public Verdict verdict() {
      return findings.stream()
          .filter(finding -> finding.allowed().isEmpty())
          .map(Finding::verdict)
          .max(Comparator.naturalOrder())
          .orElse(Verdict.SAFE);
    }
  }

  /**
   * A statement of the version before, and how the server refuses it now.
   *
   * @param forItsRow which was made up for it: the application's own may well be taken
   */
  public record BrokenStatement(
      String table, String sql, String state, String message, boolean forItsRow) {}

  /**
   * Tables that have the rows asked for, of those that were there before the file.
   *
   * @param tooFew what the others have instead, by their name
   */
  public record Coverage(int filled, int tables, Map<String, String> tooFew) {
    /** With fewer rows or tables than this, work under a lock may not show. */
    static final double ENOUGH = 0.9;

    public Coverage {
      tooFew = Map.copyOf(tooFew);
    }

    boolean enough() {
      return filled >= ENOUGH * tables;
    }
  }

  /**
   * One reason for a verdict.
   *
   * @param rule its name, by which a file may allow it
   * @param line of the statement; 0 where it is about the file
   * @param reason what was measured
   * @param remedy the safe form
   * @param allowed the reason that the file gives for allowing it; empty where it does not
   */
  public record Finding(
      Verdict verdict, String rule, int line, String reason, String remedy, String allowed) {}
}
