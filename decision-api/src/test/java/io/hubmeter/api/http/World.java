package io.hubmeter.api.http;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.pods.ResourceRules;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A real server over a view in memory. Alice runs a 4 GiB server since an hour, in group {@code regular}; Bob of the same
 * group used 60 GiB-hours up; Zoe has no limits on memory.
 */
final class World implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    static final AccountId ALICE = new AccountId("default", "alice");
    static final AccountId BOB = new AccountId("default", "bob");
    static final AccountId ZOE = new AccountId("shared", "zoe");
    static final Duration MONTH = Duration.ofDays(30);

    /** Whoever creates pods for the hub {@code default}. */
    static final String HUB_ACCOUNT = "system:serviceaccount:jhub:hub";
    /** The one Dask cluster that is known is {@code jhub/known}, of Alice. */
    static final Faces FACES = new Faces(
            null,
            new AdmissionRules(Map.of(HUB_ACCOUNT, "default"), false, ResourceRules.DEFAULT),
            (namespace, cluster) -> namespace.equals("jhub") && cluster.equals("known") ? "alice" : null);

    static final String ADMIN = "hm_admin";
    static final String HUB_A = "hm_hub-a";
    static final String HUB_DEFAULT = "hm_hub-default";
    static final String ADMISSION = "hm_admission";
    static final String METRICS = "hm_metrics";
    /** Hubs a and b share a realm; every other hub is its own. */
    static final Realms REALMS = new Realms(Map.of("hub-a", "shared", "hub-b", "shared"), "default");

    static final AccessTokens TOKENS = AccessTokens.of(List.of(
            token(new Caller.Admin("root"), ADMIN),
            token(new Caller.Hub("a", "hub-a"), HUB_A),
            token(new Caller.Hub("d", "default"), HUB_DEFAULT),
            token(new Caller.Admission("k8s"), ADMISSION),
            token(new Caller.Metrics("prometheus"), METRICS)));

    final InMemoryUsageView view = new InMemoryUsageView();
    final ConcurrentLinkedQueue<DecisionEntry> recorded = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Grant> granted = new ConcurrentLinkedQueue<>();
    final AtomicBoolean isJournalBroken = new AtomicBoolean();
    final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    final DecisionApi api;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static AccessToken token(Caller caller, String secret) {
        return new AccessToken(caller, Secrets.sha256(secret));
    }

    World() {
        this(Bounds.DEFAULT);
    }

    World(Bounds bounds) {
        this.api = startOver(view, bounds);
        reset();
    }

    private DecisionApi startOver(UsageView usage, Bounds bounds) {
        DecisionApiConfig config = new DecisionApiConfig("127.0.0.1", 0, REALMS, bounds, TOKENS, null);
        return DecisionApi.start(config, FACES, usage, recorded::add, this::append, clock::get);
    }

    private void append(Grant grant) {
        if (isJournalBroken.get()) {
            throw new JournalUnavailable("hubmeter.grants: not acknowledged", new IllegalStateException("broken"));
        }
        view.record(grant);
        granted.add(grant);
    }

    /** A request by an admin. */
    static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + ADMIN);
    }

    /** Another server over another view, with this world's clock and log. */
    DecisionApi beside(UsageView usage, Bounds bounds) {
        return startOver(usage, bounds);
    }

    /** The world as it starts, whatever a test did to policy, time and reach; use stays. */
    void reset() {
        clock.set(NOW);
        isJournalBroken.set(false);
        view.setReachable(true);
        view.forgetGrants();
        view.publish(policy(true));
        view.hear(NOW.minusSeconds(2));
        view.report(ALICE, List.of("regular"));
        view.report(BOB, List.of("regular"));
        if (view.accounts().findAny().isEmpty()) {
            view.stop(stop(ALICE));
            view.decide(decision(ALICE));
            view.run(ALICE, gib(4), NOW.minus(Duration.ofHours(1)), null);
            view.run(BOB, gib(6), NOW.minus(Duration.ofHours(20)), NOW.minus(Duration.ofHours(10)));
            view.run(ZOE, gib(1), NOW.minus(Duration.ofHours(2)), null);
        }
    }

    /** What a culler did about the account's server {@code lab} a minute ago. */
    static Stop stop(AccountId account) {
        return new Stop(
                account,
                "hub-a",
                "lab",
                "dask-1",
                "uid-lab",
                "jhub",
                "jupyter-lab",
                Stop.Outcome.ALREADY_STOPPED,
                limit(Resource.MEMORY, 60),
                "group regular",
                NOW.minusSeconds(120).plusNanos(999_000),
                NOW.minusSeconds(60),
                NOW.minusSeconds(60),
                "the pod was gone",
                "0123",
                "culler-1");
    }

    /** What was decided about the account two minutes ago. */
    static PastDecision decision(AccountId account) {
        return new PastDecision(
                account,
                "d-1",
                NOW.minusSeconds(120),
                "hub-a",
                "lab",
                gib(8),
                PastDecision.Outcome.DENY,
                false,
                "Not <now>.",
                List.of("memory:used-up"),
                NOW.plusSeconds(60),
                null);
    }

    /** The rules of this world. */
    static Policy policy(boolean enforce) {
        Policy.Rules rules = Policy.Rules.of(
                        Combination.MAX, Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ZERO)
                .enforced(enforce)
                .priced(new Prices("EUR", new TreeMap<>(Map.of(Resource.MEMORY, new BigDecimal("0.005")))));
        return Policy.of(
                "policy.yaml",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "groups:\n  regular:\n    memory: 60 GiB-hours per 30 days\n",
                rules,
                List.of(limit(Resource.GPU, 0)),
                Map.of(
                        "regular", List.of(limit(Resource.MEMORY, 60)),
                        "gpu-dev", List.of(limit(Resource.MEMORY, 640), limit(Resource.GPU, 160))),
                Map.of(ZOE, List.of(new Limit(Resource.MEMORY, null, MONTH))));
    }

    private static Limit limit(Resource resource, long hours) {
        BigInteger amount = resource.amountOf(BigDecimal.valueOf(hours));
        return new Limit(resource, amount, MONTH);
    }

    static Quantities gib(long gib) {
        return Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(gib)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, null, Map.of());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, Map.of("Content-Type", "application/json"));
    }

    /** Sends as an admin, unless another {@code Authorization} is among the headers; an empty one sends none. */
    HttpResponse<String> send(
            String method, String path, @org.jspecify.annotations.Nullable String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.uri() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!headers.containsKey("Authorization")) {
            request.header("Authorization", "Bearer " + ADMIN);
        }
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        api.close();
        http.close();
    }
}
