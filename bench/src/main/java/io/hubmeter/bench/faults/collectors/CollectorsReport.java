package io.hubmeter.bench.faults.collectors;

import io.hubmeter.bench.faults.check.CollectedCheck;
import io.hubmeter.bench.faults.check.Wrong;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a run of collectors was made of, and what came of it. */
public final class CollectorsReport {
    private final long seed;
    private final int seconds;
    private final int pods;
    private final CollectedCheck check;
    private final List<CollectorFault> faults;
    private final int transitions;
    private final int endedByThemselves;
    private final String readings;
    private final Wrong wrong;

    CollectorsReport(
            long seed,
            int seconds,
            int pods,
            CollectedCheck check,
            List<CollectorFault> faults,
            int transitions,
            int endedByThemselves,
            String readings,
            Wrong wrong) {
        this.seed = seed;
        this.seconds = seconds;
        this.pods = pods;
        this.check = check;
        this.faults = List.copyOf(faults);
        this.transitions = transitions;
        this.endedByThemselves = endedByThemselves;
        this.readings = readings;
        this.wrong = wrong;
    }

    /** What is not as it should be. */
    public Wrong wrong() {
        return wrong;
    }

    /** How many pods were compared. */
    public int checked() {
        return check.checked();
    }

    /** How many faults happened. */
    public int faults() {
        return faults.size();
    }

    /** All of it in Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "", "");
        line(text, "---", "---");
        line(text, "seed, seconds", "%d, %d".formatted(seed, seconds));
        line(
                text,
                "pods checked",
                "%d that were on a node, of %d made: %d with an estimated end, %d that nobody can have seen"
                        .formatted(check.checked(), pods, check.estimated(), check.neverSeen()));
        line(text, "faults injected", Integer.toString(faults.size()));
        line(text, "times that another collector took the Lease", Integer.toString(transitions));
        line(text, "lists", Integer.toString(check.lists()));
        line(text, "processes that ended by themselves", Integer.toString(endedByThemselves));
        line(text, "readings", readings);
        line(text, "longest time without a heartbeat", "%.1f s".formatted(check.longestSilenceMs() / 1e3));
        line(
                text,
                "changes told after a heartbeat that was later than they",
                "%d, by %.1f s at the most".formatted(check.late(), check.latestMs() / 1e3));
        line(text, "wrong", Integer.toString(wrong.count()));
        text.append("%n| fault | times |%n| --- | ---: |%n".formatted());
        Map<CollectorFault.Kind, Integer> times = new EnumMap<>(CollectorFault.Kind.class);
        faults.forEach(fault -> times.merge(fault.kind(), 1, Integer::sum));
        times.forEach((kind, count) -> line(text, kind.words(), Integer.toString(count)));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("| %s | %s |%n".formatted(name, value));
    }
}
