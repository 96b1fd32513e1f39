package dev.holdfast.postgres.driver;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A Java type and the column type that holds it: what is read is the stated normal form of what was
 * written, or the value was refused before it was sent. Nothing is changed in silence.
 *
 * <p>A driver and a server that mean well round nanoseconds, and replace what has no place in
 * UTF-8; an equality that held before the commit does not hold after it. Here the normal form is
 * Java's to compute, and to compare with.
 *
 * <p>Limits: columns that others write may hold what no Java value stands for ({@code infinity}, a
 * NULL among texts), which is an IllegalStateException to the reader. SQL NULL is the caller's.
 *
 * <p>Immutable, thread-safe. Source: PostgreSQL 18 manual, sections 8.5, 8.15 and 23.3; JDBC 4.3,
 * appendix B.
 *
 * @param <T> the Java type
 */
public sealed interface TypedValue<T> {
  /** A moment, to the microsecond, in a {@code timestamptz}; a finer one is cut off. */
  TypedValue<Instant> MOMENT = new Moment();

  /** Texts in their order, in a {@code text[]}; each as it is. */
  TypedValue<List<String>> TEXTS = new Texts();

  /**
   * The normal form: what is stored, and read again.
   *
   * @throws IllegalArgumentException when the column cannot hold the value
   */
  T normal(T value);

  /** Sets a parameter to the normal form of the value, or refuses as {@link #normal} does. */
  void set(PreparedStatement statement, int parameter, T value) throws SQLException;

  /** Reads a column that is not NULL. */
  T get(ResultSet row, String column) throws SQLException;

  /** {@link #MOMENT}. */
  record Moment() implements TypedValue<Instant> {
    /** The first and the last years that the server stores whole. */
    private static final Instant FIRST = Instant.parse("-4712-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("+294276-01-01T00:00:00Z");

    @Override
    public Instant normal(Instant value) {
      if (value.isBefore(FIRST) || value.isAfter(LAST)) {
        throw new IllegalArgumentException(
            "%s is not between %s and %s, which timestamptz holds".formatted(value, FIRST, LAST));
      }
      return value.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void set(PreparedStatement statement, int parameter, Instant value) throws SQLException {
      statement.setObject(parameter, normal(value).atOffset(ZoneOffset.UTC));
    }

    @Override
    public Instant get(ResultSet row, String column) throws SQLException {
      OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
      if (read.equals(OffsetDateTime.MAX) || read.equals(OffsetDateTime.MIN)) {
        throw new IllegalStateException(column + " is infinite, which is no moment");
      }
      return read.toInstant();
    }
  }

  /** {@link #TEXTS}. */
  record Texts() implements TypedValue<List<String>> {
    @Override
    public List<String> normal(List<String> value) {
      for (String text : value) {
        if (text.indexOf('\0') >= 0) {
          throw new IllegalArgumentException("a text has U+0000, which the server stores nowhere");
        }
        try {
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException _) {
          throw new IllegalArgumentException(
              "a text has half of a surrogate pair, which UTF-8 cannot say");
        }
      }
      return List.copyOf(value);
    }

    @Override
    public void set(PreparedStatement statement, int parameter, List<String> value)
        throws SQLException {
      statement.setArray(
          parameter, statement.getConnection().createArrayOf("text", normal(value).toArray()));
    }

    @Override
    public List<String> get(ResultSet row, String column) throws SQLException {
      try {
        return List.of((String[]) row.getArray(column).getArray());
      } catch (NullPointerException | ClassCastException e) {
        throw new IllegalStateException(column + " has a NULL or arrays in it, not texts alone", e);
      }
    }
  }
}
