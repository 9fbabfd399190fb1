package io.hubmeter.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final String TOPIC = "letters";
    private static final long IN_2020_MS = 1_592_000_000_000L;
    private static final long TWO_HOURS_MS = 7_200_000;
    private static final long LIFE_BOUND_S = 120;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** One test for the whole life of a folder: each start of a broker takes seconds. */
    @Test
    void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
        // Other brokers live in this process and start threads when they please. A thread is in the group of the one
        // that started it.
        var group = new ThreadGroup("brokers of this test");
        var life = new FutureTask<>(this::liveTwice);
        new Thread(group, life).start();
        life.get(LIFE_BOUND_S, TimeUnit.SECONDS);

        Awaitility.await().untilAsserted(() -> assertThat(keepingAlive(group)).isEmpty());
    }

    private boolean liveTwice() throws Exception {
        String clusterId;
        try (var broker = EmbeddedBroker.start(BrokerSettings.of(folder, 0))) {
            clusterId = broker.clusterId();
            create(broker);
            send(broker, "a", IN_2020_MS);
            send(broker, "b", System.currentTimeMillis());

            assertThatThrownBy(() -> send(broker, "c", System.currentTimeMillis() + TWO_HOURS_MS))
                    .hasCauseInstanceOf(InvalidTimestampException.class);
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.of(folder, 0)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(folder + ": in use by another running broker");
        }

        try (var broker = EmbeddedBroker.start(BrokerSettings.of(folder, 0))) {
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            assertThat(read(broker, 2)).containsExactly("a", "b");
        }
        return true;
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.of(folder, taken.getLocalPort())))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1: already taken; stop the program that"
                            + " listens there, or choose another port");
        }
    }

    /** Threads of a group that keep the process from ending. */
    private static List<Thread> keepingAlive(ThreadGroup group) {
        var threads = new Thread[2 * group.activeCount() + 1];
        int count = group.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .filter(thread -> !thread.isDaemon())
                .toList();
    }

    private static void create(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Retention would delete a record of 2020 within minutes.
            var topic = new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private static void send(EmbeddedBroker broker, String value, long atMs) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, 0, atMs, "key", value)).get();
        }
    }

    private static List<String> read(EmbeddedBroker broker, int count) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest");
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            for (int polls = 0; polls < 60 && values.size() < count; polls++) {
                consumer.poll(Duration.ofSeconds(1)).forEach(entry -> values.add(entry.value()));
            }
        }
        return values;
    }
}
