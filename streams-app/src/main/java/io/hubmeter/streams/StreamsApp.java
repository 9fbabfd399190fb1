package io.hubmeter.streams;

import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.metrics.StreamMetrics;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import io.hubmeter.streams.query.RestoreProgress;
import io.hubmeter.streams.query.UsageQueries;
import io.hubmeter.streams.topology.MeterTopology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the stream processor. */
public final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final UsageQueries queries;
    private final StreamMetrics metrics;
    private final @Nullable ProcessMetrics own;

    private StreamsApp(
            KafkaStreams streams, UsageQueries queries, StreamMetrics metrics, @Nullable ProcessMetrics own) {
        this.streams = streams;
        this.queries = queries;
        this.metrics = metrics;
        this.own = own;
    }

    /**
     * Starts an instance; it restores its stores and then processes, both in the background.
     *
     * @throws StartRefused if topics or cluster are not as they must be
     */
    public static StreamsApp start(StreamsAppConfig config, SchemaRegistryClient registry) {
        ProcessMetrics own = ProcessMetrics.start();
        return start(config, registry, new StreamMetrics(own), own);
    }

    /** The same, with metrics that it shares with other parts of the process. */
    public static StreamsApp start(StreamsAppConfig config, SchemaRegistryClient registry, ProcessMetrics process) {
        return start(config, registry, new StreamMetrics(process), null);
    }

    private static StreamsApp start(
            StreamsAppConfig config,
            SchemaRegistryClient registry,
            StreamMetrics metrics,
            @Nullable ProcessMetrics own) {
        Properties properties = new Properties();
        properties.putAll(properties(config, registry));
        properties.put(RejectUnreadable.COUNTS, metrics.counts());
        int partitions = StartChecks.pass(config);
        HotAccounts hot = new HotAccounts();
        KafkaStreams streams = new KafkaStreams(
                new MeterTopology(registry, config.retention(), metrics.counts(), hot).build(), properties);
        streams.setGlobalStateRestoreListener(metrics.restores());
        streams.setUncaughtExceptionHandler(exception -> {
            // Our bug, or trouble that no retry mends: stop, and be restarted from the last commit.
            LOG.error("stream processor stops", exception);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        UsageQueries queries = new UsageQueries(streams, hot, partitions);
        metrics.watch(streams, queries::heardByRealm);
        return new StreamsApp(streams, queries, metrics, own);
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
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // The first records of a transaction are refused until the one before is marked as committed everywhere, some
        // milliseconds; the default of 100 ms would pause half of each interval between commits.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        properties.putAll(config.kafkaProperties());
        return properties;
    }

    /** Reads of the stores that this instance holds. */
    public UsageQueries queries() {
        return queries;
    }

    /** Offers the stores of this instance to other processes; the caller closes it, before this. */
    public QueryEndpoint listen(QueryEndpointConfig config) {
        return QueryEndpoint.start(config, queries, streams::state, metrics::restoring, metrics::scrape);
    }

    /** Whether every store is restored and records are processed. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** How far the stores are restored. */
    public RestoreProgress restoring() {
        return metrics.restoring();
    }

    /** Whether it has stopped for good because of an error. */
    public boolean hasFailed() {
        return streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.PENDING_ERROR;
    }

    /** Stops and leaves the group at once, so that others take over without waiting for the session to end. */
    @Override
    public void close() {
        metrics.close();
        CloseOptions options = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT);
        if (!streams.close(options)) {
            LOG.warn("stream processor did not stop within {}", CLOSE_TIMEOUT);
        }
        if (own != null) {
            own.close();
        }
    }
}
