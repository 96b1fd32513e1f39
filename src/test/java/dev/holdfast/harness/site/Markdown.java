package dev.holdfast.harness.site;

import dev.holdfast.harness.Condition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The specification in brief: for code review, a CI job's summary, and machines. */
final class Markdown {
  private final List<String> lines = new ArrayList<>();

  private Markdown() {}

  static String of(Book book) {
    Markdown page = new Markdown();
    page.totals(book);
    page.unproven(book);
    page.ledger(book);
    book.chapters().stream()
        .filter(chapter -> !chapter.questions().isEmpty())
        .forEach(page::chapter);
    book.comparisons().forEach(page::libraries);
    book.input().costs().stream().map(CostView::of).forEach(page::cost);
    page.add("## No proof yet");
    for (Book.Chapter chapter : book.chapters()) {
      List<String> topics =
          chapter.without().stream().map(topic -> topic.outline().topic()).toList();
      if (!topics.isEmpty()) {
        page.lines.add("- %s: %s".formatted(text(chapter.title()), String.join(", ", topics)));
      }
    }
    return String.join("\n", page.lines).strip() + "\n";
  }

  private void totals(Book book) {
    long proven = book.claims().stream().filter(ClaimView::proven).count();
    add("# Specification");
    add(
        "**%d of %s proven**, %d of %d topics with a proof, %s."
            .formatted(
                proven,
                Words.count(book.claims().size(), "claim", "claims"),
                book.topicsProven(),
                dev.holdfast.Outline.values().length,
                Words.count(book.arms(), "arm run", "arms run")));
    book.input()
        .manifest()
        .ifPresentOrElse(
            run ->
                add(
                    "Run `%s`, %s, %s."
                        .formatted(
                            run.run(), Words.date(run.began()), Words.seconds(run.seconds()))),
            () -> add("**The run did not come to its end: it left no manifest.**"));
  }

  private void unproven(Book book) {
    if (book.unproven().isEmpty()) {
      return;
    }
    add("## Not proven");
    for (ClaimView claim : book.unproven()) {
      add("### %s %s: `%s`".formatted(claim.mark().sign(), claim.mark().word(), claim.id()));
      add(text(claim.evidence().says()));
      add(text(claim.reason()));
      claim.last().troubled().forEach(arm -> fenced(arm.trouble()));
      claim.last().arms().stream()
          .flatMap(arm -> arm.answers().stream())
          .filter(said -> !said.wanted().isEmpty() && !said.message().isEmpty())
          .forEach(said -> fenced(said.message()));
      add("Repeat it: `ci/spec %s`".formatted(claim.id()));
    }
  }

  private void ledger(Book book) {
    if (!book.ledger().isEmpty()) {
      add("## Differs from the ledger");
      fenced(String.join("\n", book.ledger()));
    }
  }

  private void chapter(Book.Chapter chapter) {
    add("## " + text(chapter.title()));
    for (Question question : chapter.questions()) {
      add("### " + text(question.asks()));
      lines.add("| claim | verdict | naive code | this code | time |");
      lines.add("|---|---|---|---|---|");
      for (ClaimView claim : question.claims()) {
        lines.add(
            "| %s<br>`%s` | %s %s | %s | %s | %s |"
                .formatted(
                    text(claim.evidence().says()),
                    claim.id(),
                    claim.mark().sign(),
                    claim.mark().word(),
                    text(claim.without()),
                    text(claim.with()),
                    claim.seconds()));
      }
      lines.add("");
      question.claims().forEach(this::strips);
    }
  }

  /** Cell by cell, as on the page: a letter each, and what the letters mean. */
  private void strips(ClaimView claim) {
    Set<String> keys = new LinkedHashSet<>();
    StringBuilder drawn = new StringBuilder();
    for (ArmView arm : claim.last().arms()) {
      if (arm.condition() == Condition.FAULT) {
        for (StripView strip : arm.strips()) {
          drawn.append(
              "%s, %s: %s\n%s\n\n"
                  .formatted(
                      Words.role(arm.role()), arm.candidate(), strip.label(), strip.letters()));
          strip.keys().forEach(key -> keys.add(key.letter() + "  " + key.text()));
        }
      }
    }
    if (!keys.isEmpty()) {
      add("`%s`, under the fault:".formatted(claim.id()));
      fenced(drawn + String.join("\n", keys));
    }
  }

  private void libraries(Comparison comparison) {
    add("## Libraries: %s, %s".formatted(text(comparison.chapter().title()), comparison.topic()));
    lines.add("| claim | library | under the fault | figure | configured |");
    lines.add("|---|---|---|---|---|");
    for (Comparison.Row row : comparison.rows()) {
      for (ArmView peer : row.claim().peers()) {
        lines.add(
            "| `%s` | %s | %s | %s | %s |"
                .formatted(
                    row.claim().id(),
                    text(peer.library()),
                    peer.outcome(),
                    text(peer.figure()),
                    text(peer.note())));
      }
    }
    lines.add("");
  }

  private void cost(CostView cost) {
    add("## Cost: " + text(cost.figures().asks()));
    lines.add("| way | times the baseline | 95 % | asked | a call | bytes | round trips |");
    lines.add("|---|---|---|---|---|---|---|");
    for (CostView.Row row : cost.rows()) {
      lines.add(
          "| %s | %s | %s | %s | %s | %s | %s |"
              .formatted(
                  text(row.way().says()),
                  row.ratio(),
                  row.interval(),
                  row.asked(),
                  row.time(),
                  row.bytes(),
                  row.roundTrips()));
    }
    lines.add("");
  }

  private void add(String paragraph) {
    lines.add(paragraph);
    lines.add("");
  }

  /** As it is: the fence is longer than any in it. */
  private void fenced(String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    add(fence + "text\n" + text.strip() + "\n" + fence);
  }

  /** In one line, and nothing in it is markup. */
  private static String text(String text) {
    String line = text.strip().replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]|~])", "\\\\$1");
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
