package io.hubmeter.streams.query;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.streams.hot.HotAccount;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The readings of one account: those that are remembered, and others from the stores. For one thread and one request. */
final class HotMeterHistory implements MeterHistory {
    private final Supplier<QueriedMeterHistory> stores;
    private HotAccount.Meter meter;
    private @Nullable QueriedMeterHistory queried;
    private boolean differs;

    /**
     * The readings of an account.
     *
     * @param known what is remembered; null if nothing is
     * @param stores opens the account's readings in the stores, if they are needed
     */
    HotMeterHistory(HotAccount.@Nullable Meter known, Supplier<QueriedMeterHistory> stores) {
        this.stores = stores;
        this.meter = known == null ? new HotAccount.Meter(queried().latest(), List.of()) : known;
    }

    private QueriedMeterHistory queried() {
        QueriedMeterHistory opened = queried;
        if (opened == null) {
            opened = stores.get();
            queried = opened;
        }
        return opened;
    }

    private QueriedMeterHistory queriedToo() {
        QueriedMeterHistory opened = queried();
        Reading latest = opened.latest();
        differs |= latest == null ? meter.latest() != null : !latest.equals(meter.latest());
        return opened;
    }

    /** The stores, if they were read; null if all was remembered. */
    @Nullable
    QueriedMeterHistory read() {
        return queried;
    }

    /** Whether the stores went on since what is remembered was read. */
    boolean differs() {
        return differs;
    }

    /** What is known now. */
    HotAccount.Meter meter() {
        return meter;
    }

    @Override
    public @Nullable Reading latest() {
        return meter.latest();
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        Reading latest = meter.latest();
        if (latest == null || !at.isBefore(latest.at())) {
            return latest;
        }
        if (at.isBefore(Instant.EPOCH)) {
            return null;
        }
        HotAccount.Span known = meter.at(at);
        return known == null ? readAsOf(at) : known.inForce();
    }

    private @Nullable Reading readAsOf(Instant at) {
        Reading inForce = queriedToo().asOf(at);
        if (inForce == null) {
            Reading first = queried().after(at);
            if (first != null && first.startsAtZero()) {
                meter = meter.plus(new HotAccount.Span(null, first.at()));
            }
            return null;
        }
        Instant until = queried().endOf(at);
        if (until != null) {
            meter = meter.plus(new HotAccount.Span(inForce, until));
        }
        return inForce;
    }

    @Override
    public @Nullable Reading after(Instant at) {
        Reading latest = meter.latest();
        if (latest == null || !latest.at().isAfter(at)) {
            return null;
        }
        if (at.isBefore(Instant.EPOCH)) {
            return queriedToo().after(at);
        }
        asOf(at);
        HotAccount.Span span = meter.at(at);
        if (span != null) {
            Reading next = asOf(span.until());
            if (next != null && next.at().equals(span.until())) {
                return next;
            }
        }
        return queriedToo().after(at);
    }
}
