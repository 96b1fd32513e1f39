package dev.holdfast.postgres.availability;

import java.io.IOException;

/** Recovers from a backup as who has never tried it. */
final class NaiveRecovery {
  private NaiveRecovery() {}

  /** A copy that was taken by the rules, with its label, is taken for the whole backup. */
  static void from_the_files_alone(Backup backup, RestorePoint point) throws IOException {
    backup.restoreTo(point);
  }
}
