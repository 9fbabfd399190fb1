package io.hubmeter.culler;

import io.hubmeter.culler.action.Stopper;
import io.hubmeter.culler.check.DecisionApiCheck;
import io.hubmeter.culler.check.FactsClient;
import io.hubmeter.culler.dask.DaskClusters;
import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.culler.http.GentleClient;
import io.hubmeter.culler.hub.HubServers;
import io.hubmeter.culler.topic.CullLoop;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stops the servers of those who are over their quota, and says what it did.
 *
 * <pre>
 *   hubmeter.over-quota ──▶ plan: what, when          (CullPlan; one thread polls, plans and commits: CullSession)
 *                             │ the grace is over
 *                             ▼
 *                           check: still called for?  (DecisionApiCheck: usage and open pods, fresh, over HTTP)
 *                             │ yes
 *                             ▼
 *                           look and stop             (Stopper: the hub's API; DaskCluster objects)
 *                             │ done, gone, spared, or not for an hour
 *                             ▼
 *   hubmeter.stops     ◀── written, acknowledged ──▶ the offset moves on
 * </pre>
 *
 * In doubt nothing is stopped and nothing forgotten: whatever does not answer, or says too little, is asked again.
 */
public final class Culler implements AutoCloseable {
    private final GentleClient hub;
    private final GentleClient decisionApi;
    private final CullLoop loop;

    private Culler(GentleClient hub, GentleClient decisionApi, CullLoop loop) {
        this.hub = hub;
        this.decisionApi = decisionApi;
        this.loop = loop;
    }

    /**
     * Starts; the topics must exist.
     *
     * @param dask where Dask clusters are deleted; null if they are not this culler's business
     * @param registry stays the caller's
     * @throws IOException if a file of trusted certificates cannot be used
     */
    public static Culler start(
            CullerConfig config,
            @Nullable DaskClusters dask,
            SchemaRegistryClient registry,
            MeterRegistry metrics,
            InstantSource clock)
            throws IOException {
        RandomGenerator random = RandomGenerator.getDefault();
        GentleClient hub = client(config.hub(), "token", "hub", metrics, clock);
        GentleClient decisionApi = client(config.decisionApi(), "Bearer", "decision-api", metrics, clock);
        Stopper stopper = new Stopper(
                new DecisionApiCheck(new FactsClient(decisionApi), config.freshness()),
                new HubServers(hub),
                dask,
                config.isRehearsal(),
                clock);
        return new Culler(hub, decisionApi, CullLoop.start(config.loop(), registry, stopper, clock, random, metrics));
    }

    private static GentleClient client(
            Endpoint endpoint, String scheme, String name, MeterRegistry metrics, InstantSource clock)
            throws IOException {
        return new GentleClient(
                endpoint,
                scheme,
                clock,
                RandomGenerator.getDefault(),
                status -> metrics.counter("hubmeter.culler.requests", "server", name, "status", status)
                        .increment());
    }

    /** How it fares with each of those it talks to. */
    public List<PartHealth> health() {
        return List.of(
                new PartHealth(
                        "culler/kafka",
                        loop.trouble() == null && !loop.hasPartitions(),
                        loop.heardAt(),
                        loop.trouble()),
                health("culler/hub", hub),
                health("culler/decision-api", decisionApi));
    }

    private static PartHealth health(String name, GentleClient client) {
        return new PartHealth(
                name, client.heardAt() == null && client.trouble() == null, client.heardAt(), client.trouble());
    }

    /** Ends: what is under way has a few seconds, what is pending is somebody else's or for the next start. */
    @Override
    public void close() {
        loop.close();
        hub.close();
        decisionApi.close();
    }
}
