package io.hubmeter.streams.metrics;

import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.usage.Period;
import io.hubmeter.streams.topology.RejectReason;
import io.hubmeter.streams.topology.TaskCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counters of what tasks forward; all of them are there from the start, at zero. */
final class ForwardCounts implements TaskCounts {
    private static final String AGAIN = "; what is forwarded again after a crash is counted again";

    private final Counter firstReadings;
    private final Counter amendedReadings;
    private final Counter exceeded;
    private final Counter restored;
    private final Counter warned;
    private final Map<RejectReason, Counter> rejects = new EnumMap<>(RejectReason.class);
    private final Map<Period, Counter> firstRows = new EnumMap<>(Period.class);
    private final Map<Period, Counter> revisedRows = new EnumMap<>(Period.class);

    ForwardCounts(MeterRegistry registry) {
        firstReadings = counter(registry, "readings", "Readings that were forwarded", "kind", "first");
        amendedReadings = counter(registry, "readings", "Readings that were forwarded", "kind", "amended");
        exceeded = counter(registry, "limit.events", "What happened to limits of accounts", "event", "exceeded");
        restored = counter(registry, "limit.events", "What happened to limits of accounts", "event", "restored");
        warned = counter(registry, "limit.events", "What happened to limits of accounts", "event", "warned");
        for (RejectReason reason : RejectReason.values()) {
            rejects.put(
                    reason, counter(registry, "rejects", "Records that were not accepted", "reason", reason.code()));
        }
        for (Period period : Period.values()) {
            String label = period.name().toLowerCase(Locale.ROOT);
            firstRows.put(period, rows(registry, label, "first"));
            revisedRows.put(period, rows(registry, label, "revised"));
        }
    }

    private static Counter rows(MeterRegistry registry, String period, String kind) {
        return counter(registry, "rows", "Usage rows of accounts that were forwarded", "period", period, "kind", kind);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, String... tags) {
        return Counter.builder("hubmeter." + name)
                .description(description + AGAIN)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void reading(int revision) {
        (revision == 0 ? firstReadings : amendedReadings).increment();
    }

    @Override
    public void limitEvent(QuotaEvent event) {
        switch (event) {
            case QuotaEvent.Exceeded over -> exceeded.increment();
            case QuotaEvent.Restored kept -> restored.increment();
            case QuotaEvent.Warned near -> warned.increment();
        }
    }

    @Override
    public void rejected(RejectReason reason) {
        Objects.requireNonNull(rejects.get(reason)).increment();
    }

    @Override
    public void row(Period period, int revision) {
        Objects.requireNonNull((revision == 0 ? firstRows : revisedRows).get(period))
                .increment();
    }
}
