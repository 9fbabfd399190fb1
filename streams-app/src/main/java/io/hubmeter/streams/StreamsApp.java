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
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
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
    private final ThreadTrouble trouble;
    private final @Nullable ProcessMetrics own;
    private final @Nullable QueryEndpoint endpoint;

    private StreamsApp(
            KafkaStreams streams,
            UsageQueries queries,
            StreamMetrics metrics,
            ThreadTrouble trouble,
            @Nullable ProcessMetrics own,
            @Nullable QueryEndpoint endpoint) {
        this.streams = streams;
        this.queries = queries;
        this.metrics = metrics;
        this.trouble = trouble;
        this.own = own;
        this.endpoint = endpoint;
    }

    /**
     * Starts an instance; it restores its stores and then processes, both in the background.
     *
     * @throws StartRefused if topics or cluster are not as they must be
     */
    public static StreamsApp start(StreamsAppConfig config, SchemaRegistryClient registry) {
        ProcessMetrics own = ProcessMetrics.start();
        return start(config, registry, new StreamMetrics(own), own, null, null);
    }

    /** The same, with metrics that it shares with other parts of the process. */
    public static StreamsApp start(StreamsAppConfig config, SchemaRegistryClient registry, ProcessMetrics process) {
        return start(config, registry, new StreamMetrics(process), null, null, null);
    }

    /**
     * Starts an instance that answers for its whole group: it offers its stores at an endpoint of its own, tells the others where that is, and
     * asks them for what they hold.
     *
     * @param advertised how the others reach the endpoint; null for the address and port on which it listens
     * @throws IllegalStateException if the port cannot be listened on
     */
    public static StreamsApp start(
            StreamsAppConfig config,
            SchemaRegistryClient registry,
            QueryEndpointConfig queries,
            @Nullable HostInfo advertised) {
        // First, since the group is told the port.
        QueryEndpoint endpoint = QueryEndpoint.listen(queries);
        try {
            URI uri = endpoint.uri();
            HostInfo self = advertised == null ? new HostInfo(uri.getHost(), uri.getPort()) : advertised;
            ProcessMetrics own = ProcessMetrics.start();
            return start(config, registry, new StreamMetrics(own), own, endpoint, self);
        } catch (RuntimeException e) {
            endpoint.close();
            throw e;
        }
    }

    private static StreamsApp start(
            StreamsAppConfig config,
            SchemaRegistryClient asked,
            StreamMetrics metrics,
            @Nullable ProcessMetrics own,
            @Nullable QueryEndpoint endpoint,
            @Nullable HostInfo self) {
        RememberedSchemas registry = new RememberedSchemas(asked);
        Properties properties = new Properties();
        properties.putAll(properties(config, registry));
        properties.put(RejectUnreadable.COUNTS, metrics.counts());
        if (self != null) {
            properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        }
        LocalState local = new LocalState(config.stateDir(), config.applicationId());
        local.needWritable();
        int partitions = StartChecks.pass(config);
        registry.learn(MeterTopology.subjects(config.applicationId()));
        ThreadTrouble trouble = new ThreadTrouble(local);
        HotAccounts hot = new HotAccounts();
        KafkaStreams streams = started(local, () -> {
            KafkaStreams made = new KafkaStreams(
                    new MeterTopology(registry, config.retention(), metrics.counts(), hot).build(), properties);
            made.setGlobalStateRestoreListener(metrics.restores());
            made.setUncaughtExceptionHandler(trouble);
            return made;
        });
        UsageQueries queries = new UsageQueries(streams, partitions, self, hot);
        metrics.watch(streams, queries::heardByRealm);
        if (endpoint != null) {
            endpoint.serve(queries, streams::state, metrics::restoring, metrics::scrape);
        }
        return new StreamsApp(streams, queries, metrics, trouble, own, endpoint);
    }

    /** Opens what is there already, and tries once more without what turns out to be damaged. */
    private static KafkaStreams started(LocalState local, Supplier<KafkaStreams> making) {
        KafkaStreams streams = making.get();
        try {
            streams.start();
            return streams;
        } catch (StreamsException e) {
            streams.close(CLOSE_TIMEOUT);
            if (!LocalState.isDamaged(e)) {
                throw new StartRefused(
                        local.fullDisk(e).orElse("local copies of the stores: cannot be opened: " + e.getMessage()), e);
            }
            LOG.warn("a local copy of a store cannot be opened: {}", e.getMessage());
        }
        local.removeDamaged();
        KafkaStreams again = making.get();
        try {
            again.start();
            return again;
        } catch (RuntimeException e) {
            again.close(CLOSE_TIMEOUT);
            throw e;
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
        // The protocol of Kafka Streams' own leaves standbys unread for a second when an instance dies, this one for 50
        // ms.
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // A copy that has so few records to read yet takes over at once, in less than a second; one that has more reads
        // on first, while the
        // old owner goes on. The default of 10,000 is the same in effect, but what rolling restarts rest on is better
        // stated.
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 10_000L);
        // How soon a warmed-up copy is given its partition: after a restart work comes back to an instance a minute
        // later, not ten.
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        // The short session brings answers that are fresh back in 7 s after a crash, the default in 45 s.
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

    /** Where its own endpoint listens; null if it has none. */
    public @Nullable URI queriesAt() {
        return endpoint == null ? null : endpoint.uri();
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

    /** Why it has stopped for good, in a sentence; empty if it has not. */
    public Optional<String> failure() {
        return trouble.cause();
    }

    /** Stops and leaves the group at once, so that others take over without waiting for the session to end. */
    @Override
    public void close() {
        if (endpoint != null) {
            endpoint.close();
        }
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
