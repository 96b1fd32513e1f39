package dev.holdfast.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Outline;
import dev.holdfast.harness.Claim;
import dev.holdfast.harness.Control;
import dev.holdfast.harness.Experiment;
import dev.holdfast.harness.Specification;
import dev.holdfast.harness.Subject;
import dev.holdfast.harness.environment.Kafka;
import dev.holdfast.harness.faults.Direction;
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.faults.Link;
import dev.holdfast.harness.history.History;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.SerializationException;

/** Is a dead letter written twice when its acknowledgement is lost? */
@Specification(Outline.MESSAGING_KAFKA)
class LostAcknowledgementSpec {
  /** Far beyond what a healthy broker needs to write and answer, some milliseconds. */
  static final Duration WRITTEN_WITHIN = Duration.ofSeconds(10);

  @Claim(
      says = "A dead letter whose acknowledgement is lost is in the topic once",
      limit = "within one send: who publishes again after delivery.timeout.ms may write it twice",
      source = "KIP-98, Exactly Once Delivery and Transactional Messaging: idempotent producer",
      flagship = true)
  class ALostAcknowledgementWritesOneDeadLetter
      implements Experiment<DeadLetterPublisher, ALostAcknowledgementWritesOneDeadLetter.Copies> {
    static final int LETTERS = 5;

    /** Some fifty times what an answer takes in calm; the window lasts about as long anyway. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    /**
     * @param unanswered letters that were in the topic and whose sender waited in vain for so long
     * @param copies how often each of them is there in the end
     */
    record Copies(int offered, int unanswered, int acknowledged, List<Integer> copies) {}

    final Kafka kafka;
    final Faults faults;
    final History history;
    final String deadLetters;
    final Link lane;

    ALostAcknowledgementWritesOneDeadLetter(Kafka kafka, Faults faults, History history) {
      this.kafka = kafka;
      this.faults = faults;
      this.history = history;
      this.deadLetters = kafka.topic("orders-dead-letters", 1, Map.of());
      this.lane = kafka.lane();
    }

    @Subject(DeadLetterPublisher.class)
    DeadLetterPublisher idempotent_producer() {
      return new DeadLetterPublisher(client(), deadLetters);
    }

    @Control(differs = "enable.idempotence=false")
    DeadLetterPublisher retrying_producer() {
      Map<String, Object> settings = DeadLetterPublisher.settings(client());
      settings.put("enable.idempotence", false);
      return new DeadLetterPublisher(new KafkaProducer<>(settings), deadLetters);
    }

    @Override
    public Copies run(DeadLetterPublisher publisher) throws Exception {
      publish(publisher, 0); // a warm-up: connection, metadata and producer id are there after it
      int unanswered = 0;
      int acknowledged = 0;
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        for (int letter = 1; letter <= LETTERS; letter++) {
          int number = letter;
          long before = kafka.end(deadLetters, 0);
          Future<Boolean> publishing;
          try (Fault lost = faults.halfOpen(lane, Direction.DOWN)) {
            publishing = thread.submit(() -> publish(publisher, number));
            lost.awaitFelt(WRITTEN_WITHIN, () -> kafka.end(deadLetters, 0) > before);
            unanswered += isAnswered(publishing) ? 0 : 1;
          }
          acknowledged += publishing.get(WRITTEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS) ? 1 : 0;
        }
      }
      int[] copies = new int[1 + LETTERS];
      Topics.read(kafka, deadLetters).forEach(letter -> copies[letter.key()[0]]++);
      return new Copies(
          LETTERS, unanswered, acknowledged, IntStream.of(copies).skip(1).boxed().toList());
    }

    @Override
    public void holds(Copies seen) {
      assertThat(seen.acknowledged()).isEqualTo(LETTERS);
      assertThat(seen.copies()).hasSize(LETTERS).containsOnly(1);
    }

    @Override
    public void breaks(Copies seen) {
      assertThat(seen.acknowledged()).isEqualTo(LETTERS);
      assertThat(seen.copies()).hasSize(LETTERS).containsOnly(2);
    }

    @Override
    public void felt(Copies seen) {
      assertThat(seen.unanswered()).isEqualTo(LETTERS);
    }

    @Override
    public String figure(Copies seen) {
      return "%s copies of %d letters".formatted(seen.copies(), seen.offered());
    }

    private static boolean isAnswered(Future<?> publishing) throws Exception {
      try {
        publishing.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException _) {
        return false;
      }
    }

    private boolean publish(DeadLetterPublisher publisher, int letter) {
      History.Invocation publishing = history.invoke("publisher", "dead letter");
      try {
        publisher.publish(
            new ConsumerRecord<>("orders", 0, letter, new byte[] {(byte) letter}, new byte[] {}),
            new SerializationException("no amount"));
        publishing.ok(Integer.toString(letter));
        return true;
      } catch (DeadLetters.NotWritten e) {
        publishing.indeterminate(Integer.toString(letter));
        return false;
      }
    }

    /** Reconnects soon, in every arm: how long the link is silent is the fault's to say. */
    private Map<String, Object> client() {
      return Map.of(
          "bootstrap.servers", lane.address(),
          "retry.backoff.ms", 50,
          "reconnect.backoff.max.ms", 100);
    }
  }
}
