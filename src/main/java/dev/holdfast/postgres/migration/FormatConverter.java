package dev.holdfast.postgres.migration;

import picocli.CommandLine;

/** By the format's name, in any case. */
final class FormatConverter implements CommandLine.ITypeConverter<ReportFormat> {
  @Override
  public ReportFormat convert(String name) {
    try {
      return ReportFormat.of(name);
    } catch (IllegalArgumentException _) {
      throw new CommandLine.TypeConversionException(
          name + " is none of text, markdown, json, sarif, html");
    }
  }
}
