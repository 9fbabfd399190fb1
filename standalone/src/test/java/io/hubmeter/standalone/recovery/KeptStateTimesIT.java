package io.hubmeter.standalone.recovery;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.wire.Readings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints how long a start takes until it runs: without local files, which restores everything, and with those of a clean stop. */
@Tag("nightly")
class KeptStateTimesIT {
    private static final int ACCOUNTS = 10_000;
    private static final int READINGS = Integer.getInteger("hubmeter.readings", 1_000_000);
    private static final Instant FROM = Instant.parse("2026-05-01T00:00:00Z");
    private static final int ROUNDS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aStartAfterACleanStopReadsNothingAgain() throws Exception {
        try (Cluster cluster = Cluster.start(folder);
                SchemaRegistryClient registry = cluster.registry()) {
            fill(cluster, registry);
            countSomething(cluster, registry);
            for (int round = 0; round < ROUNDS; round++) {
                Utils.delete(cluster.state("times").toFile());
                long restored = millisUntilRunning(cluster, registry);
                long kept = millisUntilRunning(cluster, registry);
                System.out.printf(
                        "%,d readings: running after %,d ms restored, %,d ms kept%n", READINGS, restored, kept);
            }
        }
    }

    private static void fill(Cluster cluster, SchemaRegistryClient registry) throws Exception {
        String topic = "times-meters-changelog";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "3456000000"))))
                    .all()
                    .get();
        }
        long stepMs = Duration.ofDays(30).toMillis() / READINGS;
        try (KafkaProducer<String, ReadingRecord> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(),
                        "max.in.flight.requests.per.connection", 1,
                        "linger.ms", 5),
                new StringSerializer(),
                ConfluentAvroSerde.of(ReadingRecord.class, registry).serializer())) {
            for (int i = 0; i < READINGS; i++) {
                AccountId account = new AccountId("hub", "u" + i % ACCOUNTS);
                Quantities rates = Quantities.of(Resource.CPU, Resource.CPU.microsPerDisplayUnit());
                Instant at = FROM.plusMillis(i * stepMs);
                Reading reading = new Reading(
                        at, rates.times(i), rates, i / ACCOUNTS % 2 == 0 ? rates : Quantities.ZERO, 1, i, 0, false);
                var _ = producer.send(new ProducerRecord<>(
                        topic, null, at.toEpochMilli(), account.toString(), Readings.record(account, reading)));
            }
        }
    }

    /** In every partition: where nothing was counted yet there is no row, and Kafka Streams restores the task at each start. */
    private static void countSomething(Cluster cluster, SchemaRegistryClient registry) {
        Lives lives = new Lives(1);
        try (Publisher publisher = cluster.publisher(registry);
                StreamsApp app = cluster.app("times", registry)) {
            lives.tell(publisher, 10);
            Cluster.awaitHeard(app, lives.heardAt());
        }
    }

    private static long millisUntilRunning(Cluster cluster, SchemaRegistryClient registry) {
        long beganNs = System.nanoTime();
        try (StreamsApp app = cluster.app("times", registry)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(app::isRunning);
            return Duration.ofNanos(System.nanoTime() - beganNs).toMillis();
        }
    }
}
