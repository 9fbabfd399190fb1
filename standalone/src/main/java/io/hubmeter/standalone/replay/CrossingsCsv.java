package io.hubmeter.standalone.replay;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.wire.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * One row for each limit that a user crossed: when it first did, when it first recovered, and for how long it was over. Times
 * are seconds of the Unix epoch.
 */
final class CrossingsCsv {
    private static final int MICRO_DECIMALS = 6;
    private static final int DURATION_DECIMALS = 3;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final String[] HEADER = {
        "resource",
        "quota_hours",
        "window_days",
        "user",
        "first_cross_time",
        "first_cross_second_ceil",
        "running_jobs_at_cross",
        "first_recover_time",
        "up_crossings",
        "over_seconds_within_span"
    };

    private CrossingsCsv() {}

    /**
     * Writes the rows in the order of the limits, then of the users.
     *
     * @param order limits in the order wanted; others that were crossed follow
     * @param until where the trace ends: time over a limit counts up to there
     */
    static void write(
            Appendable out, SortedMap<AccountId, AccountReplay> accounts, Collection<Limit> order, Instant until)
            throws IOException {
        LinkedHashSet<Limit> limits = new LinkedHashSet<>(order);
        accounts.values()
                .forEach(replay -> replay.overQuota.forEach(event -> limits.add(Limits.limit(event.getLimit()))));
        try (CSVPrinter csv = new CSVPrinter(
                out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            csv.printRecord((Object[]) HEADER);
            for (Limit limit : limits) {
                for (Map.Entry<AccountId, AccountReplay> account : accounts.entrySet()) {
                    List<Crossing> crossings = crossings(account.getValue(), limit);
                    if (!crossings.isEmpty()) {
                        csv.printRecord(row(limit, account.getKey(), account.getValue(), crossings, micros(until)));
                    }
                }
            }
        }
    }

    /** A stretch over a limit, in microseconds of the epoch. */
    private record Crossing(long fromMicros, @Nullable Long untilMicros) {
        long lengthWithin(long endMicros) {
            long end = untilMicros == null ? endMicros : Math.min(untilMicros, endMicros);
            return Math.max(0, end - Math.min(fromMicros, endMicros));
        }
    }

    private static List<Crossing> crossings(AccountReplay replay, Limit limit) {
        List<Crossing> crossings = new ArrayList<>();
        for (OverQuotaRecord event : replay.overQuota) {
            if (Limits.limit(event.getLimit()).equals(limit)
                    && event.getCause() != OverQuotaCause.STARTED_WHILE_EXCEEDED) {
                long crossed = micros(event.getCrossedAt());
                if (event.getKind() == OverQuotaKind.RESTORED && !crossings.isEmpty()) {
                    crossings.removeLast();
                }
                Instant restored = event.getRestoredAt();
                crossings.add(new Crossing(crossed, restored == null ? null : micros(restored)));
            }
        }
        return crossings;
    }

    private static List<String> row(
            Limit limit, AccountId account, AccountReplay replay, List<Crossing> crossings, long untilMicros) {
        Crossing first = crossings.getFirst();
        Optional<Long> recovered = crossings.stream()
                .map(Crossing::untilMicros)
                .filter(Objects::nonNull)
                .findFirst();
        long over = crossings.stream()
                .mapToLong(crossing -> crossing.lengthWithin(untilMicros))
                .sum();
        Reading atCross = replay.timeline.asOf(Instant.ofEpochMilli(Math.floorDiv(first.fromMicros, 1_000L)));
        return List.of(
                TotalsCsv.word(limit.resource()),
                hours(limit),
                Long.toString(limit.window().toDays()),
                account.user(),
                seconds(first.fromMicros, MICRO_DECIMALS),
                Long.toString(Math.ceilDiv(first.fromMicros, MICROS_PER_SECOND)),
                Integer.toString(atCross == null ? 0 : atCross.openPods()),
                recovered.map(micros -> seconds(micros, MICRO_DECIMALS)).orElse(""),
                Integer.toString(crossings.size()),
                seconds(over, DURATION_DECIMALS));
    }

    private static String hours(Limit limit) {
        BigInteger amount = limit.amount();
        return amount == null
                ? "unlimited"
                : limit.resource()
                        .hours(amount, MICRO_DECIMALS)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static String seconds(long micros, int decimals) {
        return BigDecimal.valueOf(micros, MICRO_DECIMALS)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000L);
    }
}
