package io.hubmeter.bench.crossing;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Accounts with two pods each that started together, {@link #LEAD} before the account's limit is crossed: how long it is up to
 * a crossing does not depend on anything else.
 *
 * @param accounts how many, the first ones to warm up
 * @param warmUp how many of them cross in the {@link #WARM_UP} before {@code from}
 * @param from when the first crossing that counts happens, whole milliseconds
 * @param length within which the others cross, evenly
 */
record RunningPods(int accounts, int warmUp, Instant from, Duration length) {
    static final int PODS_EACH = 2;
    static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration LEAD = Duration.ofHours(2);

    private static final String REALM = "default";
    private static final String SOURCE = "trace/bench";
    private static final int CORES_EACH = 1;
    private static final Map<String, BigDecimal> RATES = Map.of(
            "cpu",
            BigDecimal.valueOf(CORES_EACH).setScale(6),
            "memory",
            BigDecimal.valueOf(4L << 30).setScale(6));

    /** A limit that each account reaches by its pods' cores, and one that none does. */
    static Policy policy() {
        Duration window = Duration.ofDays(30);
        BigDecimal coreHours = BigDecimal.valueOf(CORES_EACH * PODS_EACH * LEAD.toHours());
        return Policy.of(
                "crossing",
                "hash-of-crossing",
                "",
                Policy.Rules.DEFAULT,
                List.of(
                        new Limit(Resource.CPU, Resource.CPU.amountOf(coreHours), window),
                        new Limit(Resource.MEMORY, Resource.MEMORY.amountOf(BigDecimal.valueOf(10_000)), window)),
                Map.of(),
                Map.of());
    }

    AccountId account(int number) {
        return new AccountId(REALM, "user-%06d".formatted(number));
    }

    /** When the account's limit is crossed. */
    Instant crossedAt(int number) {
        Duration after = number < warmUp
                ? WARM_UP.multipliedBy(number).dividedBy(warmUp).minus(WARM_UP)
                : length.multipliedBy(number - warmUp).dividedBy(accounts - warmUp);
        return from.plusMillis(after.toMillis());
    }

    /** What a collector tells of a pod that runs. */
    PodRecord pod(int number, int ofAccount) {
        Instant start = crossedAt(number).minus(LEAD);
        String name = "pod-%d-%d".formatted(number, ofAccount);
        PodState state = new PodState(
                "uid-" + name,
                "jupyterhub",
                name,
                "hub",
                account(number).user(),
                "s" + ofAccount,
                RATES,
                start,
                start,
                null,
                false,
                null);
        return new PodRecord(PodOp.c, null, state, null, new Source(SOURCE, "jupyterhub", 1L, null), start);
    }

    static PodRecord heartbeat(Instant at) {
        return new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(REALM)), new Source(SOURCE, null, 0L, null), at);
    }
}
