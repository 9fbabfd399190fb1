package io.hubmeter.streams;

import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The properties of Kafka Streams, each with the reason for which it is not the default. */
final class StreamsProperties {
    private static final int TRANSACTION_MS = 60_000;
    private static final int SESSION_MS = 6_000;

    private StreamsProperties() {}

    /** What the given configuration makes of the properties of Kafka Streams. */
    static Map<String, Object> of(StreamsAppConfig config, SchemaRegistryClient registry) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUnreadable.class);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailProcessingExceptionHandler.class);
        properties.put(RejectUnreadable.REGISTRY, registry);
        // The other protocol leaves standbys unread for a second when an instance dies, this one for 50 ms.
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // A copy that has so few records to read yet takes over at once, in less than a second; one that has more reads
        // on first, while the old owner goes on. Kafka's default, and stated because rolling restarts rest on it.
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 10_000L);
        // After a restart work comes back to an instance that has read on within a minute, not within ten.
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        // The short session brings answers that are fresh back in 7 s after a crash, the default in 45 s.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // The first records of a transaction are refused until the one before is marked as committed everywhere, some
        // milliseconds; the default of 100 ms would pause half of each interval between commits.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        // A record that takes longer would be begun anew for ever. What a process that died had begun is ended sooner,
        // by those that are left.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                Math.max(TRANSACTION_MS, 3 * config.commitInterval().toMillis()));
        properties.putAll(config.kafkaProperties());
        return properties;
    }
}
