package dev.holdfast.caching;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script on one key that answers 1 or 0, sent by its digest, and as text to a server that
 * does not know it: after a restart, a failover or SCRIPT FLUSH. Thread-safe.
 */
public final class Script {
  private final String text;
  private final String digest;

  public Script(String text) {
    this.text = text;
    this.digest = sha1(text);
  }

  public boolean run(RedisCommands<String, String> redis, String key, String... arguments) {
    String[] keys = {key};
    Long answer;
    try {
      answer = redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments);
    } catch (RedisNoScriptException _) {
      // Nothing ran, so sending it again is not doing it twice.
      answer = redis.eval(text, ScriptOutputType.INTEGER, keys, arguments);
    }
    return answer == 1;
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
