package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.load.Asked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * {@code ./bench/run --failover}: one of two stream processors is killed while decisions are asked at an even pace; prints what
 * was answered in each second around that. Ends with 1 if a decision failed, was unknown, wrong or staler than it may be.
 */
public final class Failover {
    private static final int SECONDS = 75;
    private static final int ACCOUNTS = 100;
    private static final int PER_SECOND = 500;
    private static final long KILLED_AFTER_MS = 50_000;
    private static final long AWAY_MS = 15_000;
    private static final int SHOWN_BEFORE = 3;
    private static final long STALEST_MS = 8_000;

    private final FaultsReport report;
    private final long killedMs;
    private long stalestMs = Long.MIN_VALUE;
    private int bad;

    private Failover(FaultsReport report) {
        this.report = report;
        this.killedMs = report.happened().getFirst().beganMs();
    }

    /** Runs it; the options are those of {@link Faults}. */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.read(List.of(args), SECONDS, ACCOUNTS, PER_SECOND);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path folder = Files.createTempDirectory("hubmeter-failover-");
        System.err.println("everything is kept in " + folder + " until the run ends well");
        List<Fault> schedule = List.of(new Fault(Fault.Kind.STREAM_KILLED, 0, KILLED_AFTER_MS, AWAY_MS));
        FaultsReport report = FaultsRun.run(options.calm(), schedule, folder);
        Failover failover = new Failover(report);
        System.out.print(failover.text(options.seconds()));
        if (failover.bad > 0
                || failover.stalestMs > STALEST_MS
                || report.wrong().count() > 0) {
            System.out.printf(
                    "%n%s%nTopics and logs are kept in %s.%n", report.wrong().text(), folder);
            System.exit(1);
        }
        Faults.delete(folder);
        System.exit(0);
    }

    /** A line for each second, counted from the kill. */
    private String text(int seconds) {
        StringBuilder text = new StringBuilder();
        text.append("| second | asked | failed | unknown | p50 | p99 | most staleness |%n".formatted());
        text.append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |%n".formatted());
        for (int second = -SHOWN_BEFORE; second < seconds - KILLED_AFTER_MS / 1_000; second++) {
            long fromMs = killedMs + second * 1_000L;
            text.append(line(second, fromMs));
        }
        text.append(
                "%nFrom the kill on: %d failed or unknown, %d wrong, longest staleness %s (expected 0, 0, at most %s)%n"
                        .formatted(
                                bad,
                                report.wrong().count(),
                                FaultsReport.seconds(stalestMs),
                                FaultsReport.seconds(STALEST_MS)));
        return text.toString();
    }

    private String line(int second, long fromMs) {
        List<Asked> asked = report.asked().stream()
                .filter(one -> one.askedMs() >= fromMs && one.askedMs() < fromMs + 1_000)
                .toList();
        long failed = asked.stream().filter(one -> one.answer() == null).count();
        long known = asked.stream().filter(Asked::isKnown).count();
        long stalest = asked.stream()
                .filter(Asked::isKnown)
                .mapToLong(Failover::stalenessMs)
                .max()
                .orElse(Long.MIN_VALUE);
        if (second >= 0) {
            bad += (int) (asked.size() - known);
            stalestMs = Math.max(stalestMs, stalest);
        }
        long[] tookNs = asked.stream().mapToLong(Asked::tookNs).sorted().toArray();
        return "| %d | %d | %d | %d | %s | %s | %s |%n"
                .formatted(
                        second,
                        asked.size(),
                        failed,
                        asked.size() - known - failed,
                        millis(tookNs, 0.5),
                        millis(tookNs, 0.99),
                        FaultsReport.seconds(stalest));
    }

    private static long stalenessMs(Asked one) {
        return one.answer() == null
                ? Long.MIN_VALUE
                : Instant.parse(one.answer().path("asOf").asText()).toEpochMilli()
                        - Instant.parse(one.answer().path("heardAt").asText()).toEpochMilli();
    }

    private static String millis(long[] sortedNs, double share) {
        return sortedNs.length == 0 ? "–" : "%.1f ms".formatted(sortedNs[(int) (sortedNs.length * share)] / 1e6);
    }
}
