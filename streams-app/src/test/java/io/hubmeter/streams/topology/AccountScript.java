package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A short story of one account, told by hand; every pod holds one core. */
final class AccountScript {
    static final String SOURCE = "kubernetes/main";
    static final String ACCOUNT = "hub/ana";
    /** Where the stories begin. */
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    static final BigInteger ONE_CORE = BigInteger.valueOf(1_000_000);

    private final DrivenTopology topology;
    private long version = 1;

    AccountScript(DrivenTopology topology) {
        this.topology = topology;
    }

    static Instant hours(double hours) {
        return START.plusMillis(Math.round(hours * 3_600_000));
    }

    static Instant days(int days) {
        return START.plus(Duration.ofDays(days));
    }

    /** So many core-hours within a window. */
    static Limit coreHours(long hours, Duration window) {
        return new Limit(Resource.CPU, ONE_CORE.multiply(BigInteger.valueOf(hours * 3_600_000)), window);
    }

    /** A policy with the given default limits. */
    static Policy policy(String hash, Limit... defaults) {
        return Policy.of("policy.yaml", hash, "", Policy.Rules.DEFAULT, List.of(defaults), Map.of(), Map.of());
    }

    void starts(String account, String uid, Instant at) {
        tell(account, uid, at, at, null);
    }

    void ends(String account, String uid, Instant startedAt, Instant endedAt) {
        tell(account, uid, endedAt, startedAt, endedAt);
    }

    void tell(
            String account, String uid, Instant observedAt, @Nullable Instant scheduledAt, @Nullable Instant endedAt) {
        topology.pod(account, change(AccountId.parse(account).user(), uid, observedAt, scheduledAt, endedAt, ONE_CORE));
    }

    PodRecord change(
            String user,
            String uid,
            Instant observedAt,
            @Nullable Instant scheduledAt,
            @Nullable Instant endedAt,
            BigInteger cores) {
        return PodRecords.of(
                SOURCE,
                user,
                uid,
                PodOp.u,
                new PodObservation(
                        version++, observedAt, Quantities.of(Resource.CPU, cores), scheduledAt, scheduledAt, endedAt));
    }

    void heartbeat(Instant at) {
        heartbeat(SOURCE, at);
    }

    void heartbeat(String source, Instant at) {
        topology.pod("", PodRecords.heartbeat(source, List.of("hub"), at));
    }

    /** What an account used in a window, in core-milliseconds. */
    long used(String account, Instant from, Instant until) {
        return topology.stored(account)
                .usage(Duration.between(from, until), until)
                .get(Resource.CPU)
                .divide(ONE_CORE)
                .longValueExact();
    }
}
