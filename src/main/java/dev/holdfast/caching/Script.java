package dev.holdfast.caching;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script, sent by its digest, and as text to a server that does not know it: after a restart,
 * a failover or SCRIPT FLUSH. One round trip; two the first time.
 *
 * <p>Limit: on a cluster all keys of a call must be in one slot: one key, or one hash tag.
 * Thread-safe. Errors are the driver's.
 *
 * @param <T> what it answers: Long, String or a list of them, by its output type
 */
public final class Script<T> {
  private final String text;
  private final ScriptOutputType answer;
  private final String digest;

  private Script(String text, ScriptOutputType answer) {
    this.text = text;
    this.answer = answer;
    this.digest = sha1(text);
  }

  /** A script that answers with a number. */
  public static Script<Long> ofNumber(String text) {
    return new Script<>(text, ScriptOutputType.INTEGER);
  }

  /** A script that answers with a string, or nil. */
  public static Script<String> ofText(String text) {
    return new Script<>(text, ScriptOutputType.VALUE);
  }

  /** A script that answers with a table of numbers and strings, or nil, which is an empty one. */
  public static Script<List<Object>> ofList(String text) {
    return new Script<>(text, ScriptOutputType.MULTI);
  }

  /** Runs it on one key. */
  public T run(RedisCommands<String, String> redis, String key, String... arguments) {
    return run(redis, List.of(key), arguments);
  }

  /** Runs it on several keys with one hash tag. */
  public T run(RedisCommands<String, String> redis, List<String> keys, String... arguments) {
    String[] all = keys.toArray(String[]::new);
    try {
      return redis.evalsha(digest, answer, all, arguments);
    } catch (RedisNoScriptException _) {
      // Nothing ran, so sending it again is not doing it twice.
      return redis.eval(text, answer, all, arguments);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-1", e);
    }
  }
}
