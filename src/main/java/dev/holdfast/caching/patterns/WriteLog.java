package dev.holdfast.caching.patterns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes in their order, each of which stays until its store has it. */
interface WriteLog {
  /**
   * Adds one at the end.
   *
   * @param value null to remove the key
   * @throws BacklogFullException when as many wait as may
   */
  void append(String key, @Nullable String value);

  /**
   * The first so many, in their order; the same again until they are done. None while another
   * writer is at work on them.
   */
  List<Write> take(int most);

  /** These are in the store. */
  void done(List<Write> written);

  /** The store will never take these: they are put aside, for somebody to look at. */
  void putAside(List<Write> refused, String why);

  /** How many wait. */
  long depth();
}
