package dev.holdfast.caching.examples.sessions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the application asks of its sessions. An id is a secret between a browser and the store. */
interface Sessions {
  /** Begins a session of nobody's, and says its id. */
  String open();

  /** The session of an id, which is used by this and lasts longer; null when there is none. */
  @Nullable Session find(String id);

  /**
   * Sets an attribute.
   *
   * @return whether there is such a session
   */
  boolean put(String id, String name, String value);

  /**
   * Makes a session the user's, with what it holds. From then on it has another id.
   *
   * @param id from before; where it is null, or there is none, the session is a new one
   * @return the id from now on
   */
  String login(@Nullable String id, String user);

  /** Ends a session; that of an unknown id has ended already. */
  void end(String id);

  /** What the user's sessions are called among them: a name each, which is not the id. */
  List<String> of(String user);

  /** Ends every session of the user's. */
  void endAll(String user);
}
