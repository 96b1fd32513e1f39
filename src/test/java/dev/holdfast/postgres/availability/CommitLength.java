package dev.holdfast.postgres.availability;

/** Counts what passes between the sending of a COMMIT and its return, in bytes. */
final class CommitLength implements WatchedCommits.Watcher {
  private final ByteCount bytes;
  private long up;
  private long down;

  CommitLength(ByteCount bytes) {
    this.bytes = bytes;
  }

  @Override
  public void beforeCommit() {
    up = -bytes.up();
    down = -bytes.down();
  }

  @Override
  public void afterCommit() {
    up += bytes.up();
    down += bytes.down();
  }

  long request() {
    return up;
  }

  long answer() {
    return down;
  }
}
