package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.check.Administered;
import io.hubmeter.bench.faults.check.DecisionCheck;
import io.hubmeter.bench.faults.check.Input;
import io.hubmeter.bench.faults.check.OutputCheck;
import io.hubmeter.bench.faults.check.OverQuotaCheck;
import io.hubmeter.bench.faults.check.ReplayCheck;
import io.hubmeter.bench.faults.check.Wrong;
import io.hubmeter.bench.faults.load.Asked;
import io.hubmeter.bench.faults.load.Plan;
import io.hubmeter.bench.faults.load.Sent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a run was made of, and what came of it. */
public final class FaultsReport {
    /** News that is no older counts as fresh: two heartbeats and a half. */
    private static final long FRESH_MS = 2_500;

    private final Options options;
    private final Plan plan;
    private final Input input;
    private final Sent sent;
    private final OutputCheck outputs;
    private final OverQuotaCheck overQuota;
    private final ReplayCheck replay;
    private final DecisionCheck decisions;
    private final Administered administered;
    private final List<Asked> asked;
    private final List<Happened> happened;
    private final String disks;
    private final int endedByThemselves;
    private final Wrong wrong;

    FaultsReport(
            Options options,
            Plan plan,
            Input input,
            Sent sent,
            OutputCheck outputs,
            OverQuotaCheck overQuota,
            ReplayCheck replay,
            DecisionCheck decisions,
            Administered administered,
            Collection<Asked> asked,
            List<Happened> happened,
            String disks,
            int endedByThemselves,
            Wrong wrong) {
        this.options = options;
        this.plan = plan;
        this.input = input;
        this.sent = sent;
        this.outputs = outputs;
        this.overQuota = overQuota;
        this.replay = replay;
        this.decisions = decisions;
        this.administered = administered;
        this.asked = asked.stream()
                .sorted(Comparator.comparingLong(Asked::answeredMs))
                .toList();
        this.happened = List.copyOf(happened);
        this.disks = disks;
        this.endedByThemselves = endedByThemselves;
        this.wrong = wrong;
    }

    /** What is not as it should be. */
    public Wrong wrong() {
        return wrong;
    }

    List<Asked> asked() {
        return asked;
    }

    List<Happened> happened() {
        return happened;
    }

    /** How many decisions there were, unknown ones left out. */
    public int decisions() {
        return decisions.known();
    }

    /** How many faults of processes and links happened. */
    public int faults() {
        return happened.size();
    }

    /** All of it in Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "", "");
        text.append("| --- | --- |%n".formatted());
        line(
                text,
                "seed, seconds, brokers",
                "%d, %d, %d".formatted(options.seed(), options.seconds(), options.brokers()));
        line(
                text,
                "histories checked",
                "%d accounts, %d of them amended".formatted(input.histories(), input.amended()));
        line(
                text,
                "pods",
                "%d of %d told, %d with an end that nobody saw"
                        .formatted(input.pods(), plan.pods(), input.estimated()));
        line(
                text,
                "changes of pods told",
                "%d: %d duplicates, %d late or out of order, %d in lists, %d contradicted themselves"
                        .formatted(sent.changes(), sent.duplicates(), sent.late(), sent.listed(), input.rejected()));
        line(text, "records in, out", "%d, %d".formatted(input.records(), outputs.checked()));
        line(
                text,
                "events about limits",
                "%d, of %d accounts one by one".formatted(overQuota.told(), overQuota.exactAccounts()));
        line(text, "records compared with a replay", Integer.toString(replay.compared()));
        line(text, "faults of collectors", "%d gaps, %d jumps of a clock".formatted(plan.gaps(), plan.clockJumps()));
        line(text, "changes of limits", administered.counts());
        line(text, "faults of processes and links", Integer.toString(happened.size()));
        line(text, "slow disks", disks);
        line(text, "processes that ended by themselves", Integer.toString(endedByThemselves));
        line(
                text,
                "decisions asked",
                "%d: %d failed, %d known (%d of them could be only one thing), %d asked twice"
                        .formatted(
                                asked.size(),
                                decisions.failed(),
                                decisions.known(),
                                decisions.exact(),
                                decisions.retried()));
        line(text, "decisions by limits of a while ago", Integer.toString(decisions.older()));
        line(text, "unknown", decisions.unknowns().toString());
        line(text, "longest staleness of a decision", seconds(decisions.stalestMs()));
        line(text, "longest interruption of all decisions", seconds(longestInterruption()));
        line(text, "wrong", Integer.toString(wrong.count()));
        text.append(
                "%n| fault, and what followed until the next | times | longest until all is fresh again | slowest record acknowledged | failed | unknown |%n| --- | ---: | ---: | ---: | ---: | ---: |%n"
                        .formatted());
        byKind().forEach((kind, recovery) -> text.append("| %s | %d | %s | %s | %d | %d |%n"
                .formatted(
                        kind.words(),
                        recovery.times,
                        seconds(recovery.longestMs),
                        seconds(recovery.slowestMs),
                        recovery.failed,
                        recovery.unknown)));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("| %s | %s |%n".formatted(name, value));
    }

    static String seconds(long ms) {
        return ms == Long.MIN_VALUE ? "–" : "%.1f s".formatted(ms / 1e3);
    }

    /** The longest time in which nobody was told permit or deny. */
    private long longestInterruption() {
        long longest = 0;
        long last = asked.isEmpty() ? 0 : asked.getFirst().askedMs();
        for (Asked one : asked) {
            if (one.isKnown()) {
                longest = Math.max(longest, one.answeredMs() - last);
                last = one.answeredMs();
            }
        }
        return longest;
    }

    private static final class Recovery {
        private int times;
        private long longestMs;
        private long slowestMs;
        private int failed;
        private int unknown;
    }

    /** What followed each fault until the next one. */
    private Map<Fault.Kind, Recovery> byKind() {
        Map<Fault.Kind, Recovery> kinds = new EnumMap<>(Fault.Kind.class);
        for (int i = 0; i < happened.size(); i++) {
            Happened fault = happened.get(i);
            long untilMs = i + 1 < happened.size() ? happened.get(i + 1).beganMs() : Long.MAX_VALUE;
            Recovery recovery = kinds.computeIfAbsent(fault.fault().kind(), kind -> new Recovery());
            recovery.times++;
            recovery.slowestMs = Math.max(recovery.slowestMs, sent.slowestMs(fault.beganMs(), fault.endedMs()));
            for (Asked one : asked) {
                if (one.askedMs() >= fault.beganMs() && one.askedMs() < untilMs) {
                    recovery.failed += one.answer() == null ? 1 : 0;
                    recovery.unknown += one.answer() != null && !one.isKnown() ? 1 : 0;
                    if (!isFresh(one)) {
                        recovery.longestMs = Math.max(recovery.longestMs, one.answeredMs() - fault.beganMs());
                    }
                }
            }
        }
        return kinds;
    }

    private static boolean isFresh(Asked one) {
        if (one.answer() == null || !one.isKnown()) {
            return false;
        }
        long heardMs = Instant.parse(one.answer().path("heardAt").asText()).toEpochMilli();
        return one.answeredMs() - heardMs <= FRESH_MS;
    }
}
