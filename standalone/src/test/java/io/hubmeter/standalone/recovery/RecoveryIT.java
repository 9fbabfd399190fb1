package io.hubmeter.standalone.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.streams.StreamsApp;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault around the stream processor has one stated outcome, and afterwards every window is what brute force says. Each test has
 * a processor of its own, which reads everything that was told since the first test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {
    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_122L);
    private static final Duration BOUND = Duration.ofMinutes(2);
    /** As {@code ExitCodes.FAILED}: restarted by whoever watches the process. */
    private static final int FAILED = 4;

    private static final int REFUSED = 3;

    private final Lives lives = new Lives(SEED);

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private SchemaRegistryClient registry;

    @SuppressWarnings("NullAway.Init")
    private Publisher publisher;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @BeforeAll
    void start() {
        System.out.println("hubmeter.seed=" + SEED);
        cluster = Cluster.start(folder);
        registry = cluster.registry();
        publisher = cluster.publisher(registry);
        lives.tell(publisher, 10);
    }

    @AfterAll
    void stop() {
        publisher.close();
        registry.close();
        cluster.close();
    }

    @Test
    void withoutTheBrokerItAnswersFromItsStoresAndGoesOnWhenTheBrokerIsBack() {
        try (StreamsApp app = cluster.app("broker", registry)) {
            Cluster.awaitHeard(app, lives.heardAt());
            Instant heardAt = lives.heardAt();
            cluster.stopBroker();
            lives.check(new LocalUsageView(app.queries()));
            assertThat(app.queries().heardAt()).as("freshness grows").contains(heardAt);
            assertThat(app.hasFailed()).isFalse();
            cluster.startBroker();
            checkFurther(app);
        }
    }

    /** The schema of a newer collector, say, which the processor has not seen yet. */
    @Test
    @Tag("nightly")
    void withoutTheRegistryWhatIsKnownGoesOnAndAnUnknownSchemaStopsItUntilItCanBeAsked() throws Exception {
        int newer = registry.register(Topics.ACCOUNTS.subject(), newer(AccountRecord.getClassSchema()));
        String origin;
        try (HubmeterProcess process = cluster.process("registry", cluster.state("registry"))) {
            try (RemoteUsageView usage = remote(Cluster.queries(process))) {
                awaitHeard(process, usage);
                cluster.stopRegistry();
                lives.tell(publisher, 3);
                awaitHeard(process, usage);
                lives.check(usage);
            }
            AccountRecord bob = new AccountRecord("hub", "bob", List.of("of-a-newer-schema"), null, lives.heardAt());
            origin = write(Topics.ACCOUNTS, null, "hub/bob".getBytes(StandardCharsets.UTF_8), inNewer(newer, bob));
            assertThat(process.exitCode()).as(process.output()).isEqualTo(FAILED);
            assertThat(process.output()).contains("The stream processor has stopped, and the log says more: ");
        } finally {
            cluster.startRegistry();
        }
        try (HubmeterProcess process = cluster.process("registry", cluster.state("registry"))) {
            try (RemoteUsageView usage = remote(Cluster.queries(process))) {
                lives.tell(publisher, 1);
                awaitHeard(process, usage);
                lives.check(usage);
                assertThat(usage.groups(AccountId.parse("hub/bob"))).containsExactly("of-a-newer-schema");
            }
            assertThat(process.stop()).as(process.output()).isZero();
        }
        assertThat(rejects()).extracting(RejectRecord::getOrigin).doesNotContain(origin);
    }

    @Test
    void aFullDiskEndsTheProcessWithASentenceAndAStartWithSpaceCountsOnExactly() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString())
                                .start()
                                .waitFor()
                        == 0,
                "no file system can be mounted here");
        try {
            Path filler = disk.resolve("filler");
            try (HubmeterProcess process = cluster.process("disk", disk.resolve("state"));
                    RemoteUsageView usage = remote(Cluster.queries(process))) {
                awaitHeard(process, usage);
                fill(filler);
                for (int round = 0; round < 10 && !process.hasEnded(); round++) {
                    lives.tell(publisher, 200);
                    Instant told = lives.heardAt();
                    Awaitility.await().atMost(BOUND).until(() -> process.hasEnded() || Cluster.hasHeard(usage, told));
                }
                assertThat(process.exitCode()).as(process.output()).isEqualTo(FAILED);
                assertThat(process.output()).contains("no space is left on its disk; nothing is lost");
            }
            fill(filler);
            try (HubmeterProcess process = cluster.process("disk", disk.resolve("state"))) {
                assertThat(process.exitCode()).as(process.output()).isEqualTo(REFUSED);
                assertThat(process.output()).contains("state folder " + disk.resolve("state"));
            }
            Files.delete(filler);
            try (HubmeterProcess process = cluster.process("disk", disk.resolve("state"));
                    RemoteUsageView usage = remote(Cluster.queries(process))) {
                awaitHeard(process, usage);
                lives.check(usage);
                assertThat(process.stop()).as(process.output()).isZero();
            }
        } finally {
            assertThat(new ProcessBuilder("umount", disk.toString()).start().waitFor())
                    .isZero();
        }
    }

    @Test
    @Tag("nightly")
    void aManifestDamagedWhileStoppedHasItsTaskRestored() throws Exception {
        restart("manifest", path -> path.toString().contains("/open-pods/MANIFEST-"));
    }

    @Test
    @Tag("nightly")
    void aDamagedStoreOfMetersIsRestored() throws Exception {
        restart("meters", path -> path.toString().contains("/meters/MANIFEST-"));
    }

    /** What lies in the middle of a table is read, and so noticed, only when it is asked for. */
    @Test
    void tablesDamagedWithinAreNoticedWhileRunningAndRestored() throws Exception {
        restart("tables", path -> path.toString().endsWith(".sst"));
    }

    /** As a process leaves it that was killed, or whose disk was full, while its stores were closed one after the other. */
    @Test
    @Tag("nightly")
    void aStoreThatWasNotClosedIsRestoredThoughThoseBeforeItWere() throws Exception {
        restart(
                "not-closed",
                path -> path.endsWith("CURRENT") && path.toString().contains("/usage-days/usage-days."),
                path -> NotClosed.mark(path.resolveSibling("")));
    }

    @Test
    void aThreadThatDiesOfABugEndsTheProcessorInsteadOfHanging() throws Exception {
        Map<String, String> broken =
                Map.of(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BrokenStores.class.getName());
        try (StreamsApp app = cluster.app("bug", registry, broken)) {
            Awaitility.await().atMost(BOUND).until(app::hasFailed);
            assertThat(app.failure()).contains("java.lang.IllegalStateException: a bug");
        }
        try (StreamsApp app = cluster.app("bug", registry)) {
            checkFurther(app);
        }
    }

    @Test
    void poisonInEveryInputIsRejectedAndEverybodyIsMeteredOn() throws Exception {
        List<RejectRecord> before = rejects();
        List<Topic> inputs =
                Topics.all().stream().filter(Topic::sharesPartitionsOfAccounts).toList();
        byte[] giant = new byte[900_000];
        List<String> origins = new ArrayList<>();
        for (Topic input : inputs) {
            origins.add(write(input, 0, "hub/bob".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}));
            // A broker itself refuses what has no key where only the newest of each key is kept.
            if (!"compact".equals(input.config().get("cleanup.policy"))) {
                origins.add(write(input, 1, null, new byte[] {1, 2, 3}));
                write(input, 0, null, null);
            }
            origins.add(write(input, 1, new byte[] {(byte) 0xff, (byte) 0xfe}, giant));
        }
        try (StreamsApp app = cluster.app("poison", registry)) {
            checkFurther(app);
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(rejects())
                            .extracting(RejectRecord::getOrigin)
                            .hasSizeGreaterThan(before.size())
                            .containsAll(origins));
        }
    }

    private void restart(String application, Predicate<Path> files) throws Exception {
        restart(application, files, RecoveryIT::damage);
    }

    /** Stops cleanly, damages every file of a kind, and starts again, which must not take a second try. */
    private void restart(String application, Predicate<Path> files, Consumer<Path> damage) throws Exception {
        try (StreamsApp app = cluster.app(application, registry)) {
            Cluster.awaitHeard(app, lives.heardAt());
            lives.check(new LocalUsageView(app.queries()));
        }
        int damaged = 0;
        try (Stream<Path> all = Files.walk(cluster.state(application))) {
            for (Path file : all.filter(Files::isRegularFile).filter(files).toList()) {
                damage.accept(file);
                damaged++;
            }
        }
        assertThat(damaged).isPositive();
        try (StreamsApp app = cluster.app(application, registry)) {
            checkFurther(app);
        }
        try (StreamsApp app = cluster.app(application, registry)) {
            checkFurther(app);
        }
    }

    /** The first bytes, so that of a table only what it holds is damaged and not how it is opened. */
    private static void damage(Path file) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(new byte[(int) Math.min(64, bytes.length())]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void checkFurther(StreamsApp app) {
        lives.tell(publisher, 3);
        Cluster.awaitHeard(app, lives.heardAt());
        lives.check(new LocalUsageView(app.queries()));
    }

    private static RemoteUsageView remote(URI queries) {
        return new RemoteUsageView(new RemoteUsageConfig(
                List.of(queries), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ZERO));
    }

    private void awaitHeard(HubmeterProcess process, UsageView usage) {
        Awaitility.await().atMost(BOUND).until(() -> {
            if (process.hasEnded()) {
                throw new IllegalStateException("ended: " + process.output());
            }
            return Cluster.hasHeard(usage, lives.heardAt());
        });
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] some = new byte[4_096];
            while (true) {
                out.write(some);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Writes a record and waits until it is there; where it is, as a reject names it. */
    private String write(Topic topic, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            RecordMetadata written = producer.send(new ProducerRecord<>(
                            topic.name(), partition, lives.heardAt().toEpochMilli(), key, value))
                    .get();
            return "%s/%d/%d".formatted(written.topic(), written.partition(), written.offset());
        }
    }

    private List<RejectRecord> rejects() {
        List<RejectRecord> rejects = new ArrayList<>();
        TopicReader.of(cluster.bootstrapServers(), registry, Map.of("isolation.level", "read_committed"))
                .readValues(Topics.REJECTS, RejectRecord.class, (key, reject) -> rejects.add(reject));
        return rejects;
    }

    /** With one more field, which may be left out. */
    private static Schema newer(Schema schema) {
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field(
                "later",
                SchemaBuilder.unionOf().nullType().and().stringType().endUnion(),
                null,
                Schema.Field.NULL_DEFAULT_VALUE));
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    /** As the current schema writes it, and null for the field that only the newer one has: one zero byte. */
    private byte[] inNewer(int id, AccountRecord record) {
        byte[] current = ConfluentAvroSerde.of(AccountRecord.class, new InMemorySchemaRegistry())
                .serializer()
                .serialize(Topics.ACCOUNTS.name(), record);
        return ByteBuffer.allocate(current.length + 1)
                .put((byte) 0)
                .putInt(id)
                .put(current, 5, current.length - 5)
                .put((byte) 0)
                .array();
    }
}
