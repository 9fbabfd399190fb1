package io.hubmeter.streams.state;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Excess;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitState;
import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.streams.state.avro.ExcessRecord;
import io.hubmeter.streams.state.avro.LimitStateRecord;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was said of an account's limits, as the store {@code accounts} holds it. */
public final class LimitStates {
    private LimitStates() {}

    /** The records of a state. */
    public static List<LimitStateRecord> records(QuotaState state) {
        return state.limits().stream().map(LimitStates::record).toList();
    }

    /** The state of records. */
    public static QuotaState state(List<LimitStateRecord> records) {
        return new QuotaState(records.stream().map(LimitStates::state).toList());
    }

    private static LimitStateRecord record(LimitState state) {
        return new LimitStateRecord(
                state.limit().resource().name(),
                ExactDecimals.decimal(Objects.requireNonNull(state.limit().amount(), "unlimited")),
                state.limit().window().toMillis(),
                state.percent(),
                record(state.excess()),
                state.lookAt().equals(Instant.MAX) ? null : state.lookAt(),
                state.anchorAt(),
                ExactDecimals.decimal(state.anchorUsed()),
                ExactDecimals.decimal(state.anchorTotal()));
    }

    private static @Nullable ExcessRecord record(@Nullable Excess excess) {
        return excess == null
                ? null
                : new ExcessRecord(
                        excess.crossedAt().numerator().toString(),
                        excess.crossedAt().denominator().toString(),
                        excess.revision());
    }

    private static LimitState state(LimitStateRecord record) {
        ExcessRecord excess = record.getExcess();
        Instant lookAt = record.getLookAt();
        return new LimitState(
                new Limit(
                        new Resource(record.getResource()),
                        ExactDecimals.micros(record.getAmount()),
                        Duration.ofMillis(record.getWindowMs())),
                record.getPercent(),
                excess == null
                        ? null
                        : new Excess(
                                new ExactInstant(
                                        new BigInteger(excess.getCrossedAtNumerator()),
                                        new BigInteger(excess.getCrossedAtDenominator())),
                                excess.getRevision()),
                lookAt == null ? Instant.MAX : lookAt,
                record.getAnchorAt(),
                ExactDecimals.micros(record.getAnchorUsed()),
                ExactDecimals.micros(record.getAnchorTotal()));
    }
}
