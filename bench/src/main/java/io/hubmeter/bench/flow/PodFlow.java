package io.hubmeter.bench.flow;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * One pod of each account that starts and ends by turns, account after account: between two events of an account lies one of
 * every other. For one thread.
 */
public final class PodFlow {
    /** The source that all of it comes from. */
    public static final String SOURCE = "trace/bench";

    /** No divisor of usual numbers of accounts: neighbours in number are not neighbours in time. */
    private static final int STRIDE = 7_919;

    private static final int SCALE = 6;
    private static final Map<String, BigDecimal> RATES = Map.of(
            "gpu", new BigDecimal("0.5").setScale(SCALE),
            "cpu", BigDecimal.valueOf(4).setScale(SCALE),
            "memory", BigDecimal.valueOf(16L << 30).setScale(SCALE));

    private final IntFunction<AccountId> names;
    private final Instant[] starts;
    private long told;

    /**
     * One of which nothing was told yet.
     *
     * @param accounts how many, no multiple of 7,919
     * @param names the account of a number below that
     */
    public PodFlow(int accounts, IntFunction<AccountId> names) {
        if (accounts < 1 || accounts % STRIDE == 0) {
            throw new IllegalArgumentException(
                    "accounts: found %d, expected 1 or more, and no multiple of %d".formatted(accounts, STRIDE));
        }
        this.names = names;
        this.starts = new Instant[accounts];
    }

    /**
     * One event.
     *
     * @param openPods how many pods the account has from here on
     */
    public record Event(AccountId account, PodRecord record, int openPods) {
        /** When the pod started or ended. */
        public Instant at() {
            return record.getObservedAt();
        }
    }

    /**
     * The next one.
     *
     * @param at when it happens, whole milliseconds, later than the account's last
     */
    public Event next(Instant at) {
        int number = (int) (told % starts.length * STRIDE % starts.length);
        long pass = told / starts.length;
        told++;
        AccountId account = names.apply(number);
        boolean isEnd = pass % 2 == 1;
        String name = "flow-%d-%d".formatted(number, pass / 2);
        if (!isEnd) {
            starts[number] = at;
        }
        Instant start = starts[number];
        PodState state = new PodState(
                "uid-" + name,
                null,
                name,
                null,
                account.user(),
                "",
                RATES,
                start,
                start,
                isEnd ? at : null,
                false,
                null);
        Source source = new Source(SOURCE, null, isEnd ? 2L : 1L, null);
        PodRecord record = isEnd
                ? new PodRecord(PodOp.d, state, null, null, source, at)
                : new PodRecord(PodOp.c, null, state, null, source, at);
        return new Event(account, record, isEnd ? 0 : 1);
    }
}
