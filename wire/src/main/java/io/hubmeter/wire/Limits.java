package io.hubmeter.wire;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Limits as Avro records. */
public final class Limits {
    private Limits() {}

    /** The record of a limit. */
    public static io.hubmeter.schemas.avro.Limit record(Limit limit) {
        return new io.hubmeter.schemas.avro.Limit(
                limit.resource().name(),
                limit.amount() == null ? null : ExactDecimals.decimal(limit.amount()),
                limit.window().toMillis());
    }

    /** The limit of a record. */
    public static Limit limit(io.hubmeter.schemas.avro.Limit record) {
        BigDecimal amount = record.getAmount();
        return new Limit(
                new Resource(record.getResource()),
                amount == null ? null : ExactDecimals.micros(amount),
                Duration.ofMillis(record.getWindowMs()));
    }

    static List<io.hubmeter.schemas.avro.Limit> records(List<Limit> limits) {
        return limits.stream().map(Limits::record).toList();
    }

    static List<Limit> limits(List<io.hubmeter.schemas.avro.Limit> records) {
        return records.stream().map(Limits::limit).toList();
    }
}
