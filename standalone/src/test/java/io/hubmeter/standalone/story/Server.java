package io.hubmeter.standalone.story;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server of a user, as its pod.
 *
 * @param hub on which it runs
 * @param name as the user calls it; empty for the default server
 * @param gib its memory in GiB
 */
record Server(AccountId account, String hub, String name, int gib, Instant startsAt) {
    static final String NAMESPACE = "jupyterhub";

    String uid() {
        return "uid-" + pod() + "-" + startsAt.toEpochMilli();
    }

    String pod() {
        return "jupyter-%s-%s".formatted(account.user(), name);
    }

    /** What it holds, in micro-units. */
    BigInteger rate() {
        return Resource.MEMORY.rateOf(BigDecimal.valueOf(gib));
    }

    /** What the collector tells of it while it runs, or once it has ended. */
    PodRecord record(String source, @Nullable Instant endedAt) {
        PodState state = new PodState(
                uid(),
                NAMESPACE,
                pod(),
                hub,
                account.user(),
                name,
                ExactDecimals.decimals(Quantities.of(Resource.MEMORY, rate())),
                startsAt,
                startsAt,
                endedAt,
                false,
                null);
        return new PodRecord(
                endedAt == null ? PodOp.c : PodOp.u,
                null,
                state,
                null,
                new Source(source, NAMESPACE, endedAt == null ? 1L : 2L, null),
                endedAt == null ? startsAt : endedAt);
    }

    /** Its life as plain data, as far as it is known while it runs. */
    PodInterval running() {
        return new PodInterval(
                account.toString(),
                uid(),
                List.of(new RateStep(startsAt.toEpochMilli(), Map.of(Resource.MEMORY.name(), rate()))),
                startsAt.toEpochMilli(),
                PodInterval.OPEN);
    }
}
