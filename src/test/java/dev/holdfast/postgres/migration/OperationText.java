package dev.holdfast.postgres.migration;

import dev.holdfast.postgres.migration.Operation.Form;
import dev.holdfast.postgres.migration.Operation.Rule;
import dev.holdfast.postgres.migration.Operation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file of an {@link Operation}. What a line is, its beginning says:
 *
 * <ul>
 *   <li>{@code --? linter rule} a linter's rule that is about it; behind a semicolon, what that
 *       says beyond its name
 *   <li>{@code -- unsafe}, {@code -- safe} a form begins; {@code -- safe since 18}, where older
 *       servers do not know it
 *   <li>{@code --= words} how the form is judged, as {@link Judged} words it
 *   <li>{@code --! words} why it is judged otherwise than its name says
 *   <li>{@code --> words} what the statement above did, as {@link Facts} words it
 *   <li>{@code -- words} at the top: what there is to know
 * </ul>
 *
 * <p>Everything else is a statement, in one line.
 *
 * @param file its name, for what is wrong with it
 */
record OperationText(String file) {
  private static final Pattern LINE = Pattern.compile("(--[?=!>]?)\\s+(\\S.*)|([^-\\s].*?);?");
  private static final Pattern FORM = Pattern.compile("((?:un)?safe)(?: since (\\d+))?");
  private static final Pattern RULE = Pattern.compile("(\\S+) (\\S+)(?:; (.+))?");

  /** What has been read of it so far. */
  private static final class Draft {
    final List<String> says = new ArrayList<>();
    final List<Rule> rules = new ArrayList<>();
    final List<FormDraft> forms = new ArrayList<>();
  }

  private static final class FormDraft {
    final String name;
    final int since;
    final List<String> judged = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    String note = "";

    FormDraft(String name, int since) {
      this.name = name;
      this.since = since;
    }

    Form form() {
      return new Form(name, since, List.copyOf(judged), note, List.copyOf(steps));
    }
  }

  /**
   * @throws IllegalArgumentException where the text is not as above, with the file's name and the
   *     line
   */
  Operation read(String text) {
    Draft draft = new Draft();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          line(lines.get(i), draft);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("%s:%d: %s".formatted(file, i + 1, e.getMessage()), e);
        }
      }
    }
    if (!draft.forms.stream().map(form -> form.name).toList().equals(List.of("unsafe", "safe"))) {
      throw new IllegalArgumentException(
          file + ": it needs the forms -- unsafe and -- safe, once each and in this order");
    }
    return new Operation(
        file.replace(".sql", ""),
        String.join(" ", draft.says),
        List.copyOf(draft.rules),
        draft.forms.stream().map(FormDraft::form).toList());
  }

  private static void line(String line, Draft draft) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "neither a statement nor one of --?, --=, --!, -->, -- with words behind it: " + line);
    }
    String mark = parts.group(1);
    String words = String.valueOf(parts.group(2));
    if (mark == null) {
      form(draft, "a statement").steps.add(new Step(parts.group(3), new ArrayList<>()));
      return;
    }
    switch (mark) {
      case "--?" -> draft.rules.add(rule(words));
      case "--=" -> form(draft, "--=").judged.add(Judged.checked(words));
      case "--!" -> form(draft, "--!").note = words;
      case "-->" -> {
        List<Step> steps = form(draft, "-->").steps;
        if (steps.isEmpty()) {
          throw new IllegalArgumentException("--> stands below a statement, and here is none");
        }
        steps.getLast().facts().add(words);
      }
      default -> {
        Matcher title = FORM.matcher(words);
        if (title.matches()) {
          int since = title.group(2) == null ? 0 : Integer.parseInt(title.group(2));
          draft.forms.add(new FormDraft(title.group(1), since));
        } else if (draft.forms.isEmpty()) {
          draft.says.add(words);
        } else {
          throw new IllegalArgumentException(
              "a comment stands at the top; a form is -- unsafe or -- safe, not -- " + words);
        }
      }
    }
  }

  private static FormDraft form(Draft draft, String what) {
    if (draft.forms.isEmpty()) {
      throw new IllegalArgumentException(what + " belongs into a form: -- unsafe or -- safe");
    }
    return draft.forms.getLast();
  }

  static Rule rule(String words) {
    Matcher parts = RULE.matcher(words);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--? names a linter, its rule, and after a semicolon what that says; not: " + words);
    }
    return new Rule(parts.group(1), parts.group(2), parts.group(3) == null ? "" : parts.group(3));
  }
}
