package io.hubmeter.standalone.cull;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The pods of everybody, as a collector tells of them by the real clock, with its heartbeats until it is closed. */
final class Crowd implements AutoCloseable {
    static final String HUB = "culled";
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final String SOURCE = "kubernetes/culled";
    private static final long HEARTBEAT_MS = 250;
    private static final String POLICY = """
            freshness: 15s
            grace: 2s
            window: 30d
            default:
              limits: [1 core-hours]
            """;

    private final ScheduledExecutorService collecting = Executors.newSingleThreadScheduledExecutor();
    private final Publisher publisher;
    private final List<Tenant> tenants = new ArrayList<>();
    private final Map<String, PodState> running = new LinkedHashMap<>();
    private final Queue<PodState> changed = new ConcurrentLinkedQueue<>();

    Crowd(Publisher publisher) {
        this.publisher = publisher;
        PolicyResult parsed = PolicyFile.parse("policy.yaml", POLICY);
        if (!(parsed instanceof PolicyResult.Valid valid)) {
            throw new IllegalStateException(parsed.toString());
        }
        publisher.policy(valid.policy(), now());
        var _ = collecting.scheduleAtFixedRate(this::tell, 0, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
    }

    /** Now, as exact as the times of pods are told. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Everything that changed, and then a heartbeat. */
    private void tell() {
        Instant at = now();
        for (PodState state = changed.poll(); state != null; state = changed.poll()) {
            Tenant tenant = tenant(state.getUser());
            publisher.pod(
                    tenant.account(),
                    new PodRecord(
                            PodOp.u,
                            null,
                            state,
                            null,
                            new Source(SOURCE, HUB, 1L, null),
                            state.getEndedAt() == null ? state.getScheduledAt() : state.getEndedAt()));
        }
        publisher.message(new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(HUB)), new Source(SOURCE, null, 0L, null), at));
        publisher.flush();
    }

    /** The servers of a tenant are there. */
    synchronized void arrive(Tenant tenant) {
        tenants.add(tenant);
        tenant.servers().forEach(server -> {
            PodState state = state(tenant, server, null);
            running.put(state.getUid(), state);
            changed.add(state);
        });
    }

    /** The hub has ended a server. */
    synchronized void ended(String uid, Instant at) {
        PodState state = Objects.requireNonNull(running.remove(uid), uid);
        changed.add(state(tenant(state.getUser()), state.getServerName(), at));
    }

    /** Those that have come so far. */
    synchronized List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    private synchronized Tenant tenant(String user) {
        return tenants.stream()
                .filter(one -> one.account().user().equals(user))
                .findFirst()
                .orElseThrow();
    }

    private static PodState state(Tenant tenant, String server, @Nullable Instant endedAt) {
        return new PodState(
                tenant.uid(server),
                HUB,
                "jupyter-%s-%s".formatted(tenant.account().user(), server),
                HUB,
                tenant.account().user(),
                server,
                ExactDecimals.decimals(
                        Quantities.of(Resource.CPU, Resource.CPU.rateOf(BigDecimal.valueOf(tenant.cores())))),
                tenant.startedAt(),
                tenant.startedAt(),
                endedAt,
                false,
                null);
    }

    @Override
    public void close() {
        collecting.shutdownNow();
    }
}
