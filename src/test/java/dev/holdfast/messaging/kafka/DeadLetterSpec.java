package dev.holdfast.messaging.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Can a dead letter get lost, or be written twice? */
@Specification(Outline.MESSAGING_KAFKA)
class DeadLetterSpec {
  /** Far beyond what a healthy broker needs for the records of a claim, about a second. */
  static final Duration SETTLED_WITHIN = Duration.ofSeconds(15);

  static final Duration LOOK_EVERY = Duration.ofMillis(10);

  @Claim(
      says =
          "No offset is committed past a record that is neither done nor acknowledged by the dead"
              + " letter topic",
      limit =
          "while the topic refuses, the partition stands still; what is done may be done again after"
              + " a crash",
      source = "Apache Kafka 4.4 documentation, Design: Message Delivery Semantics; KIP-298")
  class NoOffsetPassesAnUnwrittenDeadLetter
      implements Experiment<DeadLetterConsumer<Long>, NoOffsetPassesAnUnwrittenDeadLetter.Settled>,
          AutoCloseable {
    static final int RECORDS = 1_000;
    static final int BAD = 20; // every fiftieth
    static final int FIRST_BAD = 25;
    static final int BAD_BYTES = 8_192; // the same bytes in every arm: too large for one topic only
    static final String LARGEST = "max.message.bytes";
    static final String TIGHT = "4096";
    static final String ROOMY = "1048588"; // the broker's default

    /** Short, so that the claim is: twenty waits are part of the arm. */
    static final Duration BACKOFF = Duration.ofMillis(20);

    /**
     * @param refusals dead letters that the broker refused, as the producer was told
     * @param writtenBefore dead letters in the topic when as many were answered as are bad
     * @param passed bad records below the committed offset and not in the topic, at that moment
     * @param accounted records that are done or in the dead letter topic in the end
     */
    record Settled(
        int offered,
        int refusals,
        int writtenBefore,
        int passed,
        int done,
        int accounted,
        long committed) {}

    final Kafka kafka;
    final Faults faults;
    final History history;
    final String orders;
    final String deadLetters;
    final String group;
    final KafkaProducer<byte[], byte[]> producer;
    final List<Long> done = new ArrayList<>(); // written by the polling thread, read after its end

    NoOffsetPassesAnUnwrittenDeadLetter(Kafka kafka, Faults faults, History history) {
      this.kafka = kafka;
      this.faults = faults;
      this.history = history;
      this.orders = kafka.topic("orders", 1, Map.of());
      // From its creation on, since the broker acts on a change only some time later.
      this.deadLetters =
          kafka.topic("orders-dead-letters", 1, Map.of(LARGEST, faults.real() ? TIGHT : ROOMY));
      this.group = kafka.name("billing");
      this.producer =
          new KafkaProducer<>(
              DeadLetterPublisher.settings(Map.of("bootstrap.servers", kafka.bootstrap())));
    }

    @Subject({DeadLetterConsumer.class, Settlement.class, Progress.class})
    DeadLetterConsumer<Long> awaits_each_dead_letter() {
      return consumer(new DeadLetterPublisher(producer, deadLetters));
    }

    @Control(differs = "sends the dead letter without waiting for its answer, then commits")
    DeadLetterConsumer<Long> sends_and_goes_on() {
      return consumer(new NaiveDeadLetters(producer, deadLetters));
    }

    @Override
    public Settled run(DeadLetterConsumer<Long> consumer) throws Exception {
      Topics.write(kafka, IntStream.range(0, RECORDS).mapToObj(this::order).toList());
      int writtenBefore;
      int passed;
      try (ExecutorService thread = Executors.newSingleThreadExecutor();
          consumer) {
        Future<?> polling;
        try (Fault refusal =
            faults.begin("refuses large records", "the dead letter topic", this::untilHealed)) {
          polling = thread.submit(consumer);
          await()
              .pollInterval(LOOK_EVERY)
              .atMost(SETTLED_WITHIN)
              .until(() -> refusals() + kafka.end(deadLetters, 0) >= BAD);
          long committed = committed();
          writtenBefore = Math.toIntExact(kafka.end(deadLetters, 0));
          int below =
              Math.toIntExact(
                  IntStream.range(0, RECORDS).filter(i -> isBad(i) && i < committed).count());
          passed = Math.max(0, below - writtenBefore);
        }
        await().pollInterval(LOOK_EVERY).atMost(SETTLED_WITHIN).until(() -> committed() == RECORDS);
        consumer.close();
        polling.get();
      }
      Set<String> accounted = new HashSet<>();
      done.forEach(order -> accounted.add("order-" + order));
      Topics.read(kafka, deadLetters)
          .forEach(letter -> accounted.add(new String(letter.key(), UTF_8)));
      return new Settled(
          RECORDS, refusals(), writtenBefore, passed, done.size(), accounted.size(), committed());
    }

    @Override
    public void felt(Settled seen) {
      assertThat(seen.refusals()).isGreaterThanOrEqualTo(BAD);
      assertThat(seen.writtenBefore()).isZero();
    }

    @Override
    public void holds(Settled seen) {
      assertThat(seen.passed()).isZero();
      assertThat(seen.accounted()).isEqualTo(RECORDS);
      assertThat(seen.committed()).isEqualTo(RECORDS);
    }

    @Override
    public void breaks(Settled seen) {
      assertThat(seen.refusals()).isEqualTo(BAD);
      assertThat(seen.offered() - seen.accounted()).isEqualTo(BAD);
      assertThat(seen.committed()).isEqualTo(RECORDS);
    }

    @Override
    public String figure(Settled seen) {
      return "%d of %d lost, %d refusals"
          .formatted(seen.offered() - seen.accounted(), seen.offered(), seen.refusals());
    }

    @Override
    public void close() {
      producer.close(SETTLED_WITHIN);
    }

    private AutoCloseable untilHealed() {
      return () -> kafka.configure(deadLetters, LARGEST, ROOMY);
    }

    private DeadLetterConsumer<Long> consumer(DeadLetters letters) {
      return new DeadLetterConsumer<>(
          Map.of("bootstrap.servers", kafka.bootstrap(), "group.id", group),
          new ConsumerSettings(orders, BACKOFF, BACKOFF, BACKOFF),
          new Amounts(done::add, offset -> {}),
          (record, why) -> publish(letters, record, why),
          new SimpleMeterRegistry());
    }

    private void publish(
        DeadLetters letters, ConsumerRecord<byte[], byte[]> record, Exception why) {
      History.Invocation publishing = history.invoke("consumer", "dead letter");
      try {
        letters.publish(record, why);
        publishing.ok("offset " + record.offset());
      } catch (DeadLetters.NotWritten e) {
        publishing.failed("offset " + record.offset());
        throw e;
      }
    }

    private ProducerRecord<byte[], byte[]> order(int i) {
      byte[] value = isBad(i) ? new byte[BAD_BYTES] : Topics.amount(i);
      return new ProducerRecord<>(orders, ("order-" + i).getBytes(UTF_8), value);
    }

    private static boolean isBad(int order) {
      return order % (RECORDS / BAD) == FIRST_BAD;
    }

    private long committed() {
      return kafka.committed(group, orders, 0);
    }

    /** The producer's own count of records that failed for good. */
    private int refusals() {
      return producer.metrics().values().stream()
          .filter(metric -> metric.metricName().name().equals("record-error-total"))
          .filter(metric -> metric.metricName().group().equals("producer-metrics"))
          .mapToInt(metric -> ((Number) metric.metricValue()).intValue())
          .findFirst()
          .orElseThrow();
    }
  }

  @Claim(
      says = "A dead letter whose acknowledgement is lost is in the topic once",
      limit = "within one send: who publishes again after delivery.timeout.ms may write it twice",
      source = "KIP-98, Exactly Once Delivery and Transactional Messaging: idempotent producer")
  class ALostAcknowledgementWritesOneDeadLetter
      implements Experiment<DeadLetterPublisher, ALostAcknowledgementWritesOneDeadLetter.Copies> {
    static final int LETTERS = 5;

    /**
     * @param unanswered letters that were in the topic while their sender had no answer
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
      publish(
          publisher, 0); // the warm-up: from here on connection, metadata and producer id are there
      int unanswered = 0;
      int acknowledged = 0;
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        for (int letter = 1; letter <= LETTERS; letter++) {
          int number = letter;
          long before = kafka.end(deadLetters, 0);
          Future<Boolean> publishing;
          try (Fault lost = faults.halfOpen(lane, Direction.DOWN)) {
            publishing = thread.submit(() -> publish(publisher, number));
            lost.awaitFelt(SETTLED_WITHIN, () -> kafka.end(deadLetters, 0) > before);
            unanswered += kafka.end(deadLetters, 0) > before && !publishing.isDone() ? 1 : 0;
          }
          acknowledged += publishing.get(SETTLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS) ? 1 : 0;
        }
      }
      int[] copies = new int[1 + LETTERS];
      Topics.read(kafka, deadLetters).forEach(letter -> copies[letter.key()[0]]++);
      return new Copies(
          LETTERS, unanswered, acknowledged, IntStream.of(copies).skip(1).boxed().toList());
    }

    @Override
    public void felt(Copies seen) {
      assertThat(seen.unanswered()).isEqualTo(LETTERS);
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
    public String figure(Copies seen) {
      return "%s copies of %d letters".formatted(seen.copies(), seen.offered());
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
