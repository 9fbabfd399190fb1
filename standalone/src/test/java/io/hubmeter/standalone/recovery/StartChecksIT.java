package io.hubmeter.standalone.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.streams.StartRefused;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.topology.MeterRetention;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster that is not as it must be nothing is processed, and every problem is told at once. */
class StartChecksIT {
    private static final short OLD = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatIsNotAsItMustBeIsToldAndNothingIsProcessed() throws Exception {
        Path kafka = Files.createDirectory(folder.resolve("kafka"));
        format(kafka);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.of(kafka, 0));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicsAdmin.apply(admin, 2, (short) 1);
            admin.createPartitions(Map.of(Topics.GRANTS.name(), NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            admin.deleteTopics(List.of(Topics.WARNINGS.name())).all().get();
            admin.createTopics(List.of(
                            new NewTopic("checked-meters-changelog", 2, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "1000")),
                            new NewTopic("checked-usage-hours-changelog", 5, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact,delete", "retention.ms", "60000")),
                            new NewTopic("checked-accounts-changelog", 2, (short) 1)
                                    .configs(Map.of("cleanup.policy", "delete"))))
                    .all()
                    .get();
            Awaitility.await().until(() -> {
                Set<String> there = admin.listTopics().names().get();
                return there.contains("checked-accounts-changelog") && !there.contains(Topics.WARNINGS.name());
            });
            assertThatThrownBy(() -> StreamsApp.start(
                            new StreamsAppConfig(
                                    "checked",
                                    broker.bootstrapServers(),
                                    folder.resolve("state"),
                                    1,
                                    0,
                                    Duration.ofMillis(100),
                                    MeterRetention.DEFAULT,
                                    Map.of()),
                            new InMemorySchemaRegistry()))
                    .isInstanceOf(StartRefused.class)
                    .satisfies(refused -> assertThat(
                                    String.valueOf(refused.getMessage()).lines())
                            .satisfiesExactlyInAnyOrder(
                                    line -> assertThat(line)
                                            .contains("feature transaction.version: found 1, expected at least 2")
                                            .contains("kafka-features.sh"),
                                    line -> assertThat(line).contains("found no topic hubmeter.warnings"),
                                    line -> assertThat(line)
                                            .contains("topic hubmeter.grants: found 3 partitions, expected 2"),
                                    line -> assertThat(line)
                                            .contains(
                                                    "topic checked-usage-hours-changelog: found 5 partitions, expected 2"),
                                    line -> assertThat(line)
                                            .contains("topic checked-meters-changelog: setting min.compaction.lag.ms: "
                                                    + "found 1000, expected at least 3456000000"),
                                    line -> assertThat(line)
                                            .contains(
                                                    "topic checked-usage-hours-changelog: setting retention.ms: found 60000"),
                                    line -> assertThat(line)
                                            .contains(
                                                    "topic checked-accounts-changelog: setting cleanup.policy: found delete, "
                                                            + "expected compact")));
            TopicsAdmin.apply(admin, 2, (short) 1);
            assertTheCommandRefuses(broker);
            assertThat(admin.listGroups().all().get()).isEmpty();
        }
    }

    private void assertTheCommandRefuses(EmbeddedBroker broker) throws Exception {
        try (HubmeterProcess process = HubmeterProcess.start(
                folder,
                List.of(
                        "stream",
                        "kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "schema-registry.url=http://127.0.0.1:1",
                        "application-id=checked",
                        "state.folder=" + folder.resolve("state"),
                        "query.port=0"))) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(3);
            assertThat(process.output()).contains("feature transaction.version: found 1, expected at least 2");
        }
    }

    /** As a cluster that was upgraded from an older release and whose features nobody has raised. */
    private static void format(Path kafka) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setFeatureLevel("transaction.version", OLD)
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(kafka.toString()))
                    .setMetadataLogDirectory(kafka.toString())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        }
    }
}
