package io.hubmeter.standalone.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.standalone.upgrade.Dump.DumpedRecord;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.query.StateUnavailable;
import io.hubmeter.streams.topology.MeterRetention;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What earlier versions left in Kafka is restored by this one, which goes on from there: {@code docs/upgrades.md}. */
class UpgradeIT {
    private static final String APPLICATION = "hubmeter";
    private static final int PARTITIONS = 2;
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Instant FIRST_UNTIL = History.START.plus(Duration.ofDays(9));
    private static final Instant SECOND_UNTIL = History.START.plus(Duration.ofDays(14));
    /** The history is of a fixed June. */
    private static final Map<String, String> KEEP_EVERYTHING =
            Map.of("log.initial.task.delay.ms", Long.toString(Long.MAX_VALUE), "log.cleaner.enable", "false");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static Stream<String> everyVersionSoFar() {
        return Stream.of("2026-11");
    }

    @ParameterizedTest
    @MethodSource("everyVersionSoFar")
    void theStateOfAnEarlierVersionIsGoneOnFrom(String version) throws Exception {
        Dump dump;
        try (InputStream file = UpgradeIT.class.getResourceAsStream(version + ".dump.gz")) {
            dump = Dump.read(Objects.requireNonNull(file, version));
        }
        try (EmbeddedBroker broker = broker();
                DumpedKafka kafka = new DumpedKafka(broker.bootstrapServers())) {
            kafka.load(dump, APPLICATION);
            try (EmbeddedRegistry registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
                    SchemaRegistryClient client = new HttpSchemaRegistry(registry.uri())) {
                prepare(broker, client);
                try (StreamsApp app = app(broker, client)) {
                    awaitHeard(app, FIRST_UNTIL);
                    assertThat(Answers.of(app.queries(), FIRST_UNTIL))
                            .as("restored")
                            .containsExactlyElementsOf(dump.before());
                    kafka.loadRest(dump);
                    awaitHeard(app, SECOND_UNTIL);
                    assertThat(Answers.of(app.queries(), SECOND_UNTIL))
                            .as("gone on")
                            .containsExactlyElementsOf(dump.after());
                }
            }
        }
    }

    /** Run on a version that is to be released: {@code -Dhubmeter.upgrade.record=FILE}, see {@code docs/upgrades.md}. */
    @Test
    @EnabledIfSystemProperty(named = "hubmeter.upgrade.record", matches = ".+")
    void whatThisVersionLeavesIsWrittenDown() throws Exception {
        try (EmbeddedBroker broker = broker();
                EmbeddedRegistry registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
                SchemaRegistryClient client = new HttpSchemaRegistry(registry.uri());
                DumpedKafka kafka = new DumpedKafka(broker.bootstrapServers())) {
            prepare(broker, client);
            try (Publisher publisher = Publisher.connect(broker.bootstrapServers(), client, Map.of());
                    GrantTopic grants = GrantTopic.of(broker.bootstrapServers(), client)) {
                History history = new History(publisher, grants);
                history.first();
                List<String> before;
                try (StreamsApp app = app(broker, client)) {
                    awaitHeard(app, FIRST_UNTIL);
                    before = Answers.of(app.queries(), FIRST_UNTIL);
                }
                var topics = kafka.topics();
                var first = kafka.records(topics);
                var processed = kafka.processed(APPLICATION, first);
                List<DumpedRecord> records = new ArrayList<>();
                first.values().forEach(all -> all.forEach(record -> records.add(DumpedKafka.dumped(record, false))));
                history.second();
                var inputs = topics.stream()
                        .filter(topic ->
                                processed.stream().anyMatch(one -> one.topic().equals(topic.name())))
                        .filter(topic -> !topic.name().equals("hubmeter.usage-changes"))
                        .toList();
                kafka.records(inputs)
                        .forEach((partition, all) -> all.stream()
                                .skip(Objects.requireNonNull(first.get(partition))
                                        .size())
                                .forEach(record -> records.add(DumpedKafka.dumped(record, true))));
                try (StreamsApp app = app(broker, client)) {
                    awaitHeard(app, SECOND_UNTIL);
                    new Dump(topics, records, processed, before, Answers.of(app.queries(), SECOND_UNTIL))
                            .write(Files.newOutputStream(Path.of(System.getProperty("hubmeter.upgrade.record"))));
                }
            }
        }
    }

    private EmbeddedBroker broker() {
        return EmbeddedBroker.start(new BrokerSettings(folder.resolve("kafka"), 0, 0, KEEP_EVERYTHING));
    }

    private static void prepare(EmbeddedBroker broker, SchemaRegistryClient client) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicsAdmin.apply(admin, PARTITIONS, (short) 1);
        }
        RegistryTopics.register(client);
    }

    private StreamsApp app(EmbeddedBroker broker, SchemaRegistryClient client) {
        return StreamsApp.start(
                new StreamsAppConfig(
                        APPLICATION,
                        broker.bootstrapServers(),
                        folder.resolve("state"),
                        1,
                        0,
                        Duration.ofMillis(100),
                        MeterRetention.DEFAULT,
                        Map.of()),
                client);
    }

    private static void awaitHeard(StreamsApp app, Instant heardAt) {
        Awaitility.await().atMost(BOUND).until(() -> {
            if (app.hasFailed()) {
                throw new IllegalStateException("has stopped: " + app.failure());
            }
            try {
                return app.isRunning()
                        && app.queries().heardAt().filter(heardAt::equals).isPresent();
            } catch (StateUnavailable e) {
                return false;
            }
        });
    }
}
