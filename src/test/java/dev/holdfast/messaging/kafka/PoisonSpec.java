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
import dev.holdfast.harness.faults.Faults;
import dev.holdfast.harness.history.History;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Can one record that nobody can read stop its partition? */
@Specification(Outline.MESSAGING_KAFKA)
class PoisonSpec {
  /** Far beyond what a healthy consumer needs for the records of a claim, a few hundred ms. */
  static final Duration SETTLED_WITHIN = Duration.ofSeconds(15);

  static final Duration LOOK_EVERY = Duration.ofMillis(10);

  @Claim(
      says =
          "An undecodable record reaches the dead letter topic byte for byte with its provenance,"
              + " and the records behind it flow",
      limit =
          "at least once: a crash between a dead letter and the commit of its offset writes it again",
      source = "KIP-298, Error Handling in Connect; KIP-1036, RecordDeserializationException",
      flagship = true)
  class PoisonReachesTheDeadLetterTopic
      implements Experiment<
              PoisonReachesTheDeadLetterTopic.Loop, PoisonReachesTheDeadLetterTopic.Delivery>,
          AutoCloseable {
    static final int RECORDS = 100;
    static final int FIRST_POISON = 40; // in mid-partition: some records before, between and behind
    static final int SECOND_POISON = 70;
    static final int FAILED_POLLS = 3; // more of them would say the same
    static final byte[] NO_TEXT = {(byte) 0xC3, 0x28, 0}; // no UTF-8: a detour by String shows
    static final byte[] NOTHING = {}; // which is not null

    /** A consumer to be run on a thread, and how to end it. */
    record Loop(Runnable polls, Runnable end) implements AutoCloseable {
      @Override
      public void close() {
        end.run();
      }
    }

    /**
     * @param failures how often decoding failed, up to the number that is waited for
     * @param failedAt the offsets at which it did
     * @param exact dead letters that equal their record byte for byte and name its origin
     */
    record Delivery(
        int offered,
        int poison,
        int done,
        int failures,
        List<Long> failedAt,
        long committed,
        int deadLetters,
        int exact) {}

    final Kafka kafka;
    final Faults faults;
    final History history;
    final String orders;
    final String deadLetters;
    final String group;
    final DeadLetterPublisher publisher;
    final List<Long> done = new CopyOnWriteArrayList<>();
    final List<Long> undecoded = new CopyOnWriteArrayList<>();

    PoisonReachesTheDeadLetterTopic(Kafka kafka, Faults faults, History history) {
      this.kafka = kafka;
      this.faults = faults;
      this.history = history;
      this.orders = kafka.topic("orders", 1, Map.of());
      this.deadLetters = kafka.topic("orders-dead-letters", 1, Map.of());
      this.group = kafka.name("billing");
      this.publisher =
          new DeadLetterPublisher(Map.of("bootstrap.servers", kafka.bootstrap()), deadLetters);
    }

    @Subject({DeadLetterConsumer.class, Settlement.class, DeadLetterPublisher.class})
    Loop decodes_in_its_own_loop() {
      var consumer =
          new DeadLetterConsumer<>(
              Topics.member(kafka, group),
              ConsumerSettings.of(orders),
              new Amounts(this::handled, this::failed),
              publisher,
              new SimpleMeterRegistry());
      return new Loop(consumer, consumer::close);
    }

    @Control(
        differs = "decodes in the client, so that poison is an exception of poll() and no record")
    Loop decodes_in_the_client() {
      Map<String, Object> client = Topics.member(kafka, group);
      var consumer = new NaiveTypedConsumer(client, orders, this::handled, this::failed);
      return new Loop(consumer, consumer::close);
    }

    @Override
    public Delivery run(Loop loop) throws Exception {
      Topics.write(kafka, faults.instead("two poison records", records(false), records(true)));
      try (ExecutorService thread = Executors.newSingleThreadExecutor();
          loop) {
        Future<?> polling = thread.submit(loop.polls());
        await()
            .pollInterval(LOOK_EVERY)
            .atMost(SETTLED_WITHIN)
            .until(
                () ->
                    committed() == RECORDS || undecoded.size() == FAILED_POLLS || polling.isDone());
        loop.end().run();
        polling.get();
      }
      List<ConsumerRecord<byte[], byte[]>> read = Topics.read(kafka, orders);
      List<ConsumerRecord<byte[], byte[]>> letters = Topics.read(kafka, deadLetters);
      List<ConsumerRecord<byte[], byte[]>> poison =
          read.stream().filter(record -> record.serializedValueSize() != Long.BYTES).toList();
      int exact = 0;
      for (int i = 0; i < Math.min(letters.size(), poison.size()); i++) {
        exact += isExact(letters.get(i), poison.get(i)) ? 1 : 0;
      }
      return new Delivery(
          read.size(),
          poison.size(),
          Math.toIntExact(done.stream().distinct().count()),
          undecoded.size(),
          undecoded.stream().distinct().toList(),
          committed(),
          letters.size(),
          exact);
    }

    @Override
    public void holds(Delivery seen) {
      assertThat(seen.done()).isEqualTo(RECORDS - seen.poison());
      assertThat(seen.deadLetters()).isEqualTo(seen.poison());
      assertThat(seen.exact()).isEqualTo(seen.poison());
      assertThat(seen.committed()).isEqualTo(RECORDS);
    }

    @Override
    public void breaks(Delivery seen) {
      assertThat(seen.failures()).isEqualTo(FAILED_POLLS);
      assertThat(seen.failedAt()).containsExactly((long) FIRST_POISON);
      assertThat(seen.done()).isEqualTo(FIRST_POISON);
      assertThat(seen.committed()).isEqualTo(FIRST_POISON);
      assertThat(seen.deadLetters()).isZero();
    }

    @Override
    public void felt(Delivery seen) {
      assertThat(seen.failures()).isPositive();
    }

    @Override
    public String figure(Delivery seen) {
      return "%d done, %d dead letters".formatted(seen.done(), seen.deadLetters());
    }

    @Override
    public void close() {
      publisher.close();
    }

    /** One order each; the first poison has all that headers can be, the second has nothing. */
    private List<ProducerRecord<byte[], byte[]>> records(boolean poisoned) {
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        records.add(new ProducerRecord<>(orders, ("order-" + i).getBytes(UTF_8), Topics.amount(i)));
      }
      if (poisoned) {
        List<Header> headers =
            List.of(
                new RecordHeader("trace", "first".getBytes(UTF_8)),
                new RecordHeader("tenant", NOTHING),
                new RecordHeader("trace", "second".getBytes(UTF_8)),
                new RecordHeader("note", (byte[]) null));
        records.set(FIRST_POISON, new ProducerRecord<>(orders, null, NO_TEXT, NO_TEXT, headers));
        records.set(SECOND_POISON, new ProducerRecord<>(orders, null, NOTHING));
      }
      return records;
    }

    /**
     * Byte for byte, null and empty told apart: its own headers first, in order, then the origin.
     */
    private static boolean isExact(
        ConsumerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record) {
      Header[] headers = letter.headers().toArray();
      Header[] own = record.headers().toArray();
      List<String> provenance =
          Arrays.stream(headers)
              .skip(own.length)
              .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
              .toList();
      return Arrays.equals(letter.key(), record.key())
          && Arrays.equals(letter.value(), record.value())
          && headers.length > own.length
          && Arrays.equals(Arrays.copyOf(headers, own.length), own)
          && provenance.containsAll(
              List.of(
                  DeadLetterPublisher.TOPIC + "=" + record.topic(),
                  DeadLetterPublisher.PARTITION + "=" + record.partition(),
                  DeadLetterPublisher.OFFSET + "=" + record.offset(),
                  DeadLetterPublisher.TIMESTAMP + "=" + record.timestamp(),
                  DeadLetterPublisher.ERROR_CLASS + "=" + SerializationException.class.getName()));
    }

    private long committed() {
      return kafka.committed(group, orders, 0);
    }

    private void handled(long amount) {
      history.invoke("consumer", "handle").ok(Long.toString(amount));
      done.add(amount);
    }

    private void failed(long offset) {
      if (undecoded.size() < FAILED_POLLS) { // those behind look the same, and there are thousands
        history.invoke("consumer", "decode").failed("offset " + offset);
        undecoded.add(offset);
      }
    }
  }
}
