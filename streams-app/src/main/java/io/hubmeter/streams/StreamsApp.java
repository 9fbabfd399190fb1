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
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
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
    private final AbandonedTransactions abandoned;
    private final @Nullable ProcessMetrics own;
    private final @Nullable QueryEndpoint endpoint;

    private StreamsApp(
            KafkaStreams streams,
            UsageQueries queries,
            StreamMetrics metrics,
            ThreadTrouble trouble,
            AbandonedTransactions abandoned,
            @Nullable ProcessMetrics own,
            @Nullable QueryEndpoint endpoint) {
        this.streams = streams;
        this.queries = queries;
        this.metrics = metrics;
        this.trouble = trouble;
        this.abandoned = abandoned;
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
        properties.putAll(StreamsProperties.of(config, registry));
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
        KafkaStreams streams = local.started(() -> {
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
        return new StreamsApp(streams, queries, metrics, trouble, AbandonedTransactions.watch(config), own, endpoint);
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
        abandoned.close();
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
