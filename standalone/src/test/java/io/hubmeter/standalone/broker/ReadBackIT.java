package io.hubmeter.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.jupyterhub.AccountsTopic;
import io.hubmeter.collector.policy.PoliciesTopic;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that start again know from a real broker what they published before. */
class ReadBackIT {
    private static final int PARTITIONS = 3;
    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void accountsAndPoliciesAreReadAsTheyWerePublished() {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.of(folder, 0))) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TopicsAdmin.apply(admin, PARTITIONS, (short) 1);
            }
            TopicReader reader = TopicReader.of(broker.bootstrapServers(), registry, Map.of());
            assertThat(new AccountsTopic(reader).groups("lab")).isEmpty();
            assertThat(new PoliciesTopic(reader).newestHash()).isEmpty();
            Policy policy = ((PolicyResult.Valid) PolicyFile.parse("policy.yaml", "grace: 1m\n")).policy();

            try (Publisher publisher = Publisher.connect(broker.bootstrapServers(), registry, Map.of())) {
                for (int i = 0; i < 100; i++) {
                    publisher.account(account("user" + i, "old"));
                    publisher.account(account("user" + i, "b", "a"));
                }
                publisher.policy(policy, NOW);
            }

            assertThat(new AccountsTopic(reader).groups("lab"))
                    .hasSize(100)
                    .allSatisfy((user, groups) -> assertThat(groups).containsExactly("a", "b"));
            assertThat(new PoliciesTopic(reader).newestHash()).contains(policy.hash());
        }
    }

    private static AccountRecord account(String user, String... groups) {
        return new AccountRecord("lab", user, List.of(groups), null, NOW);
    }
}
