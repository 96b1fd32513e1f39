package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Rule;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * A linter's rule with the place where the linter documents it.
 *
 * @param says what the rule says beyond its name; empty for nothing
 */
public record Citation(String linter, String rule, String address, String says) {
  private static final Properties ADDRESSES = addresses();

  /**
   * @throws IllegalArgumentException where nobody knows where that linter's rules are
   */
  static Citation of(Rule rule) {
    String address = ADDRESSES.getProperty(rule.linter());
    if (address == null) {
      throw new IllegalArgumentException("linters.properties has no address for " + rule.linter());
    }
    return new Citation(
        rule.linter(),
        rule.id().replaceFirst("^(?=\\d)", "check "),
        address.replace("{}", rule.id()),
        rule.says());
  }

  private static Properties addresses() {
    Properties addresses = new Properties();
    try {
      addresses.load(new StringReader(OperationFiles.text("linters.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return addresses;
  }
}
