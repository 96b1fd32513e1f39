package dev.holdfast.harness.site;

import dev.holdfast.Outline;
import dev.holdfast.harness.evidence.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole specification as it is shown: chapters with their questions and topics, and what the
 * run came to.
 */
public record Book(SiteInput input, Redaction redaction, List<Chapter> chapters) {

  /** A chapter, with those of its questions that this run put. */
  public record Chapter(String name, List<Question> questions, List<Topic> topics) {
    public String title() {
      return name.equals("grpc")
          ? "gRPC"
          : name.equals("postgres") ? "PostgreSQL" : Words.title(name);
    }

    public List<ClaimView> claims() {
      return questions.stream().flatMap(question -> question.claims().stream()).toList();
    }

    /** What depends on the version of the chapter's server. */
    public List<VersionFact> versions() {
      return VersionFact.of(name);
    }

    /** Topics that the ledger has proven and this run did not look at. */
    public List<Topic> before() {
      return topics.stream().filter(Topic::provenBefore).toList();
    }

    public List<Topic> without() {
      return topics.stream().filter(topic -> !topic.proven()).toList();
    }
  }

  /**
   * A topic.
   *
   * @param pinned proven claims in the ledger
   * @param provenNow claims that this run proved
   * @param unproven claims that this run could not prove
   */
  public record Topic(Outline outline, long pinned, long provenNow, long unproven) {
    public boolean proven() {
      return unproven == 0 && pinned + provenNow > 0;
    }

    public boolean provenBefore() {
      return proven() && provenNow == 0;
    }
  }

  static Book of(SiteInput input) {
    Redaction redaction = Redaction.ofThisMachine();
    Map<String, List<ClaimView>> specs = new LinkedHashMap<>();
    for (Evidence evidence : input.evidence()) {
      specs
          .computeIfAbsent(evidence.spec(), _ -> new ArrayList<>())
          .add(ClaimView.of(evidence, redaction));
    }
    Set<String> paths = new HashSet<>();
    List<Question> questions =
        specs.entrySet().stream()
            .map(spec -> question(spec.getKey(), spec.getValue(), paths))
            .sorted(Comparator.comparing(Question::outline).thenComparing(Question::path))
            .toList();
    return new Book(
        input,
        redaction,
        Outline.chapters().stream().map(name -> chapter(name, questions, input)).toList());
  }

  public List<Question> questions() {
    return chapters.stream().flatMap(chapter -> chapter.questions().stream()).toList();
  }

  public List<ClaimView> claims() {
    return chapters.stream().flatMap(chapter -> chapter.claims().stream()).toList();
  }

  public List<ClaimView> unproven() {
    return claims().stream().filter(claim -> !claim.proven()).toList();
  }

  public long topicsProven() {
    return chapters.stream()
        .flatMap(chapter -> chapter.topics().stream())
        .filter(Topic::proven)
        .count();
  }

  public long arms() {
    return claims().stream().mapToLong(claim -> claim.last().arms().size()).sum();
  }

  /** The page of a claim, from the site's root. */
  public String address(ClaimView claim) {
    return questions().stream()
        .filter(question -> question.claims().contains(claim))
        .map(question -> question.address(claim))
        .findFirst()
        .orElseThrow();
  }

  /** How libraries fared, chapter by chapter; empty where no library was put to anything. */
  public List<Comparison> comparisons() {
    return chapters.stream().flatMap(chapter -> Comparison.of(chapter).stream()).toList();
  }

  public Cost cost() {
    return Cost.of(input.evidence());
  }

  /** Where the run took place. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    input
        .manifest()
        .ifPresent(run -> run.facts().forEach((name, fact) -> facts.put(name, redaction.of(fact))));
    return facts;
  }

  /** How the run differs from the ledger. */
  public List<String> ledger() {
    return input.ledger().stream().map(redaction::of).toList();
  }

  /** Claims whose evidence is not of the run that the manifest tells of. */
  public List<ClaimView> ofOtherRuns() {
    return input.manifest().stream()
        .flatMap(
            manifest ->
                claims().stream().filter(claim -> !claim.evidence().run().equals(manifest.run())))
        .toList();
  }

  private static Question question(String spec, List<ClaimView> claims, Set<String> paths) {
    Evidence first = claims.getFirst().evidence();
    Outline outline = outline(first);
    Javadoc javadoc = Sources.question(spec);
    String name =
        Words.fileName(spec.substring(spec.lastIndexOf('.') + 1).replaceFirst("Spec$", ""));
    String path = first.chapter() + "/" + name + ".html";
    if (!paths.add(path)) {
      path = first.chapter() + "/" + first.topic() + "-" + name + ".html";
      paths.add(path);
    }
    return new Question(
        outline,
        javadoc.first().isEmpty() ? Words.title(name) : javadoc.first(),
        javadoc.rest(),
        path,
        claims.stream()
            .sorted(
                Comparator.comparing(ClaimView::proven)
                    .thenComparing(ClaimView::position)
                    .thenComparing(ClaimView::id))
            .toList());
  }

  private static Chapter chapter(String name, List<Question> questions, SiteInput input) {
    List<Question> own =
        questions.stream().filter(question -> question.outline().chapter().equals(name)).toList();
    List<Topic> topics =
        Arrays.stream(Outline.values())
            .filter(outline -> outline.chapter().equals(name))
            .map(outline -> topic(outline, own, input.pinned().getOrDefault(outline.id(), 0L)))
            .toList();
    return new Chapter(name, own, topics);
  }

  private static Topic topic(Outline outline, List<Question> questions, long pinned) {
    List<ClaimView> claims =
        questions.stream()
            .filter(question -> question.outline() == outline)
            .flatMap(question -> question.claims().stream())
            .toList();
    long proven = claims.stream().filter(ClaimView::proven).count();
    return new Topic(outline, pinned, proven, claims.size() - proven);
  }

  private static Outline outline(Evidence evidence) {
    return Arrays.stream(Outline.values())
        .filter(
            outline ->
                outline.chapter().equals(evidence.chapter())
                    && outline.topic().equals(evidence.topic()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    evidence.id() + " belongs to no topic of the outline: " + evidence.topic()));
  }
}
