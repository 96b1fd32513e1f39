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
import dev.holdfast.harness.faults.Fault;
import dev.holdfast.harness.faults.Faults;
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
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Can a record vanish between its topic and the dead letter topic? */
@Specification(Outline.MESSAGING_KAFKA)
class RefusedDeadLetterSpec {
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
      source = "Apache Kafka 4.4 documentation, Design: Message Delivery Semantics; KIP-298",
      flagship = true)
  class NoOffsetPassesAnUnwrittenDeadLetter
      implements Experiment<DeadLetterConsumer<Long>, NoOffsetPassesAnUnwrittenDeadLetter.Settled>,
          AutoCloseable {
    static final int RECORDS = 1_000;
    static final int EVERY = 50; // one in so many is bad
    static final int BAD = RECORDS / EVERY;
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
        try (Fault _ =
            faults.begin("refuses large records", "the dead letter topic", this::untilHealed)) {
          polling = thread.submit(consumer);
          await()
              .pollInterval(LOOK_EVERY)
              .atMost(SETTLED_WITHIN)
              .until(() -> answered() >= BAD || polling.isDone());
          long committed = committed();
          writtenBefore = Math.toIntExact(kafka.end(deadLetters, 0));
          int below =
              Math.toIntExact(
                  IntStream.range(0, RECORDS).filter(i -> isBad(i) && i < committed).count());
          passed = Math.max(0, below - writtenBefore);
        }
        await()
            .pollInterval(LOOK_EVERY)
            .atMost(SETTLED_WITHIN)
            .until(() -> committed() == RECORDS || polling.isDone());
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
    public void felt(Settled seen) {
      assertThat(seen.refusals()).isGreaterThanOrEqualTo(BAD);
      assertThat(seen.writtenBefore()).isZero();
    }

    @Override
    public String figure(Settled seen) {
      int lost = seen.offered() - seen.accounted();
      return "%d passed over, %d of %d lost".formatted(seen.passed(), lost, seen.offered());
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
          Topics.member(kafka, group),
          new ConsumerSettings(orders, BACKOFF, BACKOFF, BACKOFF),
          new Amounts(this::handled, offset -> {}),
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

    private void handled(long order) {
      done.add(order);
      if (order % EVERY == 0) { // a sample: where the subject stands still, and when it goes on
        history.invoke("consumer", "handle").ok("order-" + order);
      }
    }

    private ProducerRecord<byte[], byte[]> order(int i) {
      byte[] value = isBad(i) ? new byte[BAD_BYTES] : Topics.amount(i);
      return new ProducerRecord<>(orders, ("order-" + i).getBytes(UTF_8), value);
    }

    private static boolean isBad(int order) {
      return order % EVERY == FIRST_BAD;
    }

    private long committed() {
      return kafka.committed(group, orders, 0);
    }

    private long answered() {
      return refusals() + kafka.end(deadLetters, 0);
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
}
