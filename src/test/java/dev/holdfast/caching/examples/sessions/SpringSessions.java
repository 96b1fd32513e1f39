package dev.holdfast.caching.examples.sessions;

import io.lettuce.core.RedisException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** Spring Session's repository, as its filter and Spring Security use it; it has no index. */
final class SpringSessions implements Sessions, AutoCloseable {
  private final LettuceConnectionFactory connections;
  private final SessionRepository<org.springframework.session.Session> repository;

  SpringSessions(Ground ground) {
    connections =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(ground.uri().getHost(), ground.uri().getPort()),
            LettuceClientConfiguration.builder().commandTimeout(ground.answer()).build());
    connections.afterPropertiesSet();
    connections.start();
    RedisTemplate<String, Object> template = new RedisTemplate<>();
    template.setConnectionFactory(connections);
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.afterPropertiesSet();
    RedisSessionRepository plain = new RedisSessionRepository(template);
    plain.setDefaultMaxInactiveInterval(ground.options().idle());
    repository = anySession(plain);
  }

  @Override
  public String open() {
    return translated(
        () -> {
          var session = repository.createSession();
          repository.save(session);
          return session.getId();
        });
  }

  @Override
  public @Nullable Session find(String id) {
    org.springframework.session.Session session = translated(() -> repository.findById(id));
    if (session == null) {
      return null;
    }
    Map<String, String> attributes = new HashMap<>();
    for (String name : session.getAttributeNames()) {
      attributes.put(name, session.getRequiredAttribute(name));
    }
    return new Session(attributes.remove(Session.USER), attributes);
  }

  @Override
  public boolean put(String id, String name, String value) {
    return translated(
        () -> {
          var session = repository.findById(id);
          if (session == null) {
            return false;
          }
          session.setAttribute(name, value);
          repository.save(session);
          return true;
        });
  }

  @Override
  public String login(@Nullable String id, String user) {
    return translated(
        () -> {
          org.springframework.session.Session found = id == null ? null : repository.findById(id);
          var session = found == null ? repository.createSession() : found;
          session.changeSessionId();
          session.setAttribute(Session.USER, user);
          repository.save(session);
          return session.getId();
        });
  }

  @Override
  public void end(String id) {
    repository.deleteById(id);
  }

  @Override
  public List<String> of(String user) {
    throw new UnsupportedOperationException("this repository has no index");
  }

  @Override
  public void endAll(String user) {
    throw new UnsupportedOperationException("this repository has no index");
  }

  @Override
  public void close() {
    connections.destroy();
  }

  /** Its sessions' type is not public; it is given none but its own. */
  @SuppressWarnings("unchecked")
  private static SessionRepository<org.springframework.session.Session> anySession(
      SessionRepository<?> repository) {
    return (SessionRepository<org.springframework.session.Session>) repository;
  }

  private static <T extends @Nullable Object> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (DataAccessException e) {
      throw new RedisException(e);
    }
  }
}
