package dev.holdfast.postgres.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row to be stored.
 *
 * @param secret the value that must not get out when it is refused
 * @param rule what an operator has to learn then
 * @param age as text, as a form delivers it
 * @param batched stored as the only entry of a batch
 */
record Person(
    String secret,
    String rule,
    String email,
    @Nullable String name,
    String age,
    String country,
    boolean batched) {

  static final String TABLES =
      """
      CREATE TABLE countries (code text PRIMARY KEY);
      CREATE TABLE people (
        email text CONSTRAINT one_account UNIQUE,
        name text NOT NULL,
        age int CONSTRAINT of_age CHECK (age >= 18),
        country text CONSTRAINT known_country REFERENCES countries);
      INSERT INTO countries VALUES ('is');
      INSERT INTO people VALUES ('ada@holdfast.example', 'Ada', 36, 'is')""";

  /** All of them acceptable. */
  static final List<Person> FINE =
      List.of(
          new Person("bob@", "", "bob@holdfast.example", "Bob", "40", "is", false),
          new Person("cyd@", "", "cyd@holdfast.example", "Cyd", "40", "is", false),
          new Person("dan@", "", "dan@holdfast.example", "Dan", "40", "is", false),
          new Person("eve@", "", "eve@holdfast.example", "Eve", "40", "is", false),
          new Person("fay@", "", "fay@holdfast.example", "Fay", "40", "is", false),
          new Person("gus@", "", "gus@holdfast.example", "Gus", "40", "is", true));

  /** None of them acceptable: each breaks another rule of the table. */
  static final List<Person> REFUSED =
      List.of(
          new Person("ada@", "one_account", "ada@holdfast.example", "Ann", "40", "is", false),
          new Person("cyd@", "of_age", "cyd@holdfast.example", "Cyd", "17", "is", false),
          new Person("dan@", "column name", "dan@holdfast.example", null, "40", "is", false),
          new Person(
              "xanadu", "known_country", "eve@holdfast.example", "Eve", "40", "xanadu", false),
          new Person("forty-ish", "22P02", "fay@holdfast.example", "Fay", "forty-ish", "is", false),
          new Person("ada@", "one_account", "ada@holdfast.example", "Gus", "40", "is", true));

  long store(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO people VALUES (?, ?, CAST(? AS int), ?)")) {
      insert.setString(1, email);
      insert.setString(2, name);
      insert.setString(3, age);
      insert.setString(4, country);
      if (!batched) {
        return insert.executeUpdate();
      }
      insert.addBatch();
      return insert.executeBatch().length;
    }
  }
}
