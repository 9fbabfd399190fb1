package io.hubmeter.standalone.replay;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** One row for each user: what it used in all, and in its greatest windows. Times are seconds of the Unix epoch. */
final class TotalsCsv {
    /** Resources in the order of their columns, each with the word that names it there. */
    static final Map<String, Resource> COLUMNS = columns();

    private static final int HOURS_DECIMALS = 6;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final List<Duration> SHORTER_WINDOWS = List.of(Duration.ofDays(7), Duration.ofDays(1));

    private TotalsCsv() {}

    private static Map<String, Resource> columns() {
        Map<String, Resource> columns = new java.util.LinkedHashMap<>();
        columns.put("gpu", Resource.GPU);
        columns.put("cpu", Resource.CPU);
        columns.put("mem", Resource.MEMORY);
        return java.util.Collections.unmodifiableMap(columns);
    }

    /** The word that names a resource in the columns and rows of the files. */
    static String word(Resource resource) {
        return COLUMNS.entrySet().stream()
                .filter(column -> column.getValue().equals(resource))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(resource.name());
    }

    static void write(Appendable out, SortedMap<AccountId, AccountReplay> accounts, Instant until) throws IOException {
        List<String> used = COLUMNS.keySet().stream()
                .filter(word -> accounts.values().stream()
                        .anyMatch(a -> total(a, word, until).signum() > 0))
                .toList();
        try (CSVPrinter csv = new CSVPrinter(
                out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            csv.printRecord(header(used));
            for (Map.Entry<AccountId, AccountReplay> account : accounts.entrySet()) {
                csv.printRecord(row(account.getKey(), account.getValue(), used, until));
            }
        }
    }

    private static List<String> header(List<String> used) {
        List<String> header = new ArrayList<>(List.of("user", "jobs", "jobs_nonzero_length"));
        for (String word : used) {
            header.add(word + "_hours_total");
            header.add(word + "_hours_max_rolling_30d");
            header.add(word + "_max_rolling_30d_first_at");
            header.add(word + "_hours_max_rolling_7d");
            header.add(word + "_hours_max_rolling_1d");
        }
        header.addAll(List.of("first_start", "last_end", "max_concurrent_jobs"));
        return header;
    }

    private static List<String> row(AccountId account, AccountReplay replay, List<String> used, Instant until) {
        List<String> row = new ArrayList<>();
        row.add(account.user());
        row.add(Integer.toString(replay.jobs()));
        row.add(Long.toString(replay.jobsOfNonZeroLength()));
        for (String word : used) {
            Resource resource = resource(word);
            RollingMaximum month = RollingMaximum.of(replay.timeline, resource, MONTH);
            row.add(hours(resource, total(replay, word, until)));
            row.add(hours(resource, month.usage()));
            row.add(month.usage().signum() == 0 ? "" : Long.toString(Math.floorDiv(month.firstAtMs(), 1_000L)));
            for (Duration window : SHORTER_WINDOWS) {
                row.add(hours(
                        resource,
                        RollingMaximum.of(replay.timeline, resource, window).usage()));
            }
        }
        row.add(seconds(replay.firstStart()));
        row.add(seconds(replay.lastEnd()));
        row.add(Integer.toString(replay.mostOpenPods()));
        return row;
    }

    private static Resource resource(String word) {
        return java.util.Objects.requireNonNull(COLUMNS.get(word), word);
    }

    private static BigInteger total(AccountReplay replay, String word, Instant until) {
        return replay.timeline.totalsAt(until).get(resource(word));
    }

    private static String hours(Resource resource, BigInteger amount) {
        return resource.hours(amount, HOURS_DECIMALS).toPlainString();
    }

    private static String seconds(Optional<Instant> instant) {
        return instant.map(at -> Long.toString(at.getEpochSecond())).orElse("");
    }
}
