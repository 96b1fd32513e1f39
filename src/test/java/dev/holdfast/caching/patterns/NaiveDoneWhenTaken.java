package dev.holdfast.caching.patterns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log whose writes are off it as soon as they are taken. */
record NaiveDoneWhenTaken(WriteLog log) implements WriteLog {
  @Override
  public void append(String key, @Nullable String value) {
    log.append(key, value);
  }

  @Override
  public List<Write> take(int most) {
    List<Write> taken = log.take(most);
    if (!taken.isEmpty()) {
      log.done(taken);
    }
    return taken;
  }

  @Override
  public void done(List<Write> written) {
    // It is so already.
  }

  @Override
  public void putAside(List<Write> refused, String why) {
    log.putAside(refused, why);
  }

  @Override
  public long depth() {
    return log.depth();
  }
}
