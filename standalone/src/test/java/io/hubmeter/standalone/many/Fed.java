package io.hubmeter.standalone.many;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Accounts with pods, told once, and the heartbeats of their source until it is closed. */
final class Fed implements AutoCloseable {
    static final String HUB = "campus";
    static final int ACCOUNTS = 40;

    private static final String SOURCE = "kubernetes/many";
    private static final Duration WINDOW = Duration.ofDays(2);
    private static final String POLICY = """
            window: 30d
            freshness: 15s
            default:
              limits: [100000 core-hours]
            """;

    private final Publisher publisher;
    private final List<PodInterval> pods = new ArrayList<>();
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();

    Fed(String bootstrapServers, SchemaRegistryClient registry) {
        publisher = Publisher.connect(bootstrapServers, registry, Map.of());
        Instant now = now();
        PolicyResult parsed = PolicyFile.parse("policy.yaml", POLICY);
        assertThat(parsed).isInstanceOf(PolicyResult.Valid.class);
        publisher.policy(((PolicyResult.Valid) parsed).policy(), now);
        for (int i = 0; i < ACCOUNTS; i++) {
            long startMs = now.minus(Duration.ofHours(3)).toEpochMilli() + i * 1_001L;
            run(i, "ended", i + 1, startMs, startMs + 3_600_003);
            if (i % 2 == 0) {
                run(i, "open", 1, startMs + 5_000, PodInterval.OPEN);
            }
        }
        var _ = heartbeats.scheduleAtFixedRate(this::heartbeat, 0, 500, TimeUnit.MILLISECONDS);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    static AccountId account(int number) {
        return new AccountId(HUB, "user-" + number);
    }

    private void run(int number, String name, int cores, long startMs, long endMs) {
        AccountId account = account(number);
        String uid = account + "#" + name;
        BigInteger rate = BigInteger.valueOf(cores * 1_000_000L);
        pods.add(new PodInterval(
                account.toString(), uid, List.of(new RateStep(startMs, Map.of("cpu", rate))), startMs, endMs));
        Instant end = endMs == PodInterval.OPEN ? null : Instant.ofEpochMilli(endMs);
        Instant start = Instant.ofEpochMilli(startMs);
        PodState state = new PodState(
                uid,
                HUB,
                uid,
                HUB,
                account.user(),
                "",
                ExactDecimals.decimals(Quantities.of(Resource.CPU, rate)),
                start,
                start,
                end,
                false,
                null);
        publisher.pod(
                account,
                new PodRecord(
                        PodOp.u, null, state, null, new Source(SOURCE, HUB, 1L, null), end == null ? start : end));
    }

    private void heartbeat() {
        publisher.message(new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(HUB)), new Source(SOURCE, null, 0L, null), now()));
        publisher.flush();
    }

    /** Asks for every account's usage; what is answered must be that of brute force. Returns the oldest time heard. */
    Instant check(UsageView view) {
        Instant oldest = Instant.MAX;
        for (int i = 0; i < ACCOUNTS; i++) {
            AccountId account = account(i);
            Instant at = now();
            Assessment assessment = view.assess(
                    account,
                    Entitlement.ofEverybody(List.of(new Limit(Resource.CPU, null, WINDOW))),
                    Request.OF_UNKNOWN_SIZE,
                    Duration.ZERO,
                    at);
            BruteForce bruteForce = new BruteForce(pods, account.toString());
            assertThat(assessment.standings().getFirst().used())
                    .as("use of %s", account)
                    .isEqualTo(bruteForce.usage("cpu", WINDOW.toMillis(), at.toEpochMilli()));
            assertThat(assessment.openPods()).as("open pods of %s", account).isEqualTo(1 - i % 2);
            Instant heardAt = Objects.requireNonNull(assessment.heardAt(), account.toString());
            assertThat(heardAt).as("time heard of %s", account).isBeforeOrEqualTo(now());
            oldest = heardAt.isBefore(oldest) ? heardAt : oldest;
        }
        return oldest;
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
        publisher.close();
    }
}
