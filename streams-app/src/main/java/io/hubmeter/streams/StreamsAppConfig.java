package io.hubmeter.streams;

import io.hubmeter.streams.topology.MeterRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * How one instance of the stream processor runs.
 *
 * @param applicationId names the consumer group, the changelog topics and the transactions; changing it loses all state
 * @param bootstrapServers where Kafka is
 * @param stateDir where the local copies of the stores are; may be empty at start, then they are restored
 * @param threads how many stream threads; at least 1
 * @param standbyReplicas how many further instances hold a copy of each store
 * @param commitInterval how often a transaction is committed: readers of committed output wait that long at most
 * @param retention how far back readings are kept
 * @param kafkaProperties further client properties, which override those set here
 */
public record StreamsAppConfig(
        String applicationId,
        String bootstrapServers,
        Path stateDir,
        int threads,
        int standbyReplicas,
        Duration commitInterval,
        MeterRetention retention,
        Map<String, String> kafkaProperties) {
    /** Keeps its own copy. */
    public StreamsAppConfig {
        kafkaProperties = Map.copyOf(kafkaProperties);
    }

    /** A client for the administration of the cluster, which the caller closes. */
    Admin admin() {
        Map<String, Object> properties = new HashMap<>(kafkaProperties);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return Admin.create(properties);
    }
}
