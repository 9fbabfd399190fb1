package io.hubmeter.streams;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.query.UsageQueries;
import io.hubmeter.streams.topology.MeterTopology;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the stream processor. */
public final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final UsageQueries queries;

    private StreamsApp(KafkaStreams streams, int partitions) {
        this.streams = streams;
        this.queries = new UsageQueries(streams, partitions);
    }

    /** Starts an instance; it restores its stores and then processes, both in the background. */
    public static StreamsApp start(StreamsAppConfig config, SchemaRegistryClient registry) {
        Properties properties = new Properties();
        properties.putAll(properties(config, registry));
        int partitions = partitions(config);
        KafkaStreams streams = new KafkaStreams(new MeterTopology(registry, config.retention()).build(), properties);
        streams.setUncaughtExceptionHandler(exception -> {
            // Our bug, or trouble that no retry mends: stop, and be restarted from the last commit.
            LOG.error("stream processor stops", exception);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return new StreamsApp(streams, partitions);
    }

    private static int partitions(StreamsAppConfig config) {
        Map<String, Object> properties = new HashMap<>(config.kafkaProperties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            return admin.describeTopics(List.of(Topics.PODS.name()))
                    .allTopicNames()
                    .get(TOPICS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "topic %s at %s: cannot be described: %s"
                            .formatted(Topics.PODS.name(), config.bootstrapServers(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What the given configuration makes of the properties of Kafka Streams. */
    static Map<String, Object> properties(StreamsAppConfig config, SchemaRegistryClient registry) {
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
        // The classic protocol with a short session brings answers back in 7 s after a crash, the default in 45 s.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        // With version 2 transactions the first write to a partition may be told to wait for the end of the transaction
        // before;
        // a second one in flight then overtakes it, and both are sent again and again.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.putAll(config.kafkaProperties());
        return properties;
    }

    /** Reads of the stores that this instance holds. */
    public UsageQueries queries() {
        return queries;
    }

    /** Whether every store is restored and records are processed. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it has stopped for good because of an error. */
    public boolean hasFailed() {
        return streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.PENDING_ERROR;
    }

    /** Stops and leaves the group at once, so that others take over without waiting for the session to end. */
    @Override
    public void close() {
        CloseOptions options = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT);
        if (!streams.close(options)) {
            LOG.warn("stream processor did not stop within {}", CLOSE_TIMEOUT);
        }
    }
}
