package io.hubmeter.bench.faults.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything accepted that was told of one pod, and what follows from it; looked at from the start each time. */
final class PodFacts {
    private final String uid;
    private final String source;
    private final List<Fact> facts = new ArrayList<>();
    private @Nullable Long estimatedMs;
    private long listedBy;

    PodFacts(String uid, String source) {
        this.uid = uid;
        this.source = source;
    }

    /** One record about the pod; instants in milliseconds since 1970. */
    record Fact(
            long version,
            long observedMs,
            Map<String, BigInteger> rates,
            @Nullable Long scheduledMs,
            @Nullable Long ratesMs,
            @Nullable Long endedMs,
            boolean isGone) {

        /** The end that it tells or shows; null while the pod lives. */
        @Nullable
        Long endMs() {
            return endedMs == null && isGone ? (Long) observedMs : endedMs;
        }

        /** A record that contradicts itself is not accepted. */
        boolean isAcceptable() {
            Long end = endMs();
            return scheduledMs == null || end == null || end >= scheduledMs;
        }
    }

    String source() {
        return source;
    }

    /** The snapshot whose list had the pod last; 0 if none did. */
    long listedBy() {
        return listedBy;
    }

    void listedBy(long snapshot) {
        listedBy = Math.max(listedBy, snapshot);
    }

    void add(Fact fact) {
        // A pod that a list did not have lives on if it is seen later than it is thought to have ended.
        if (estimatedMs != null
                && fact.endMs() == null
                && fact.observedMs() > estimatedMs
                && facts.stream().allMatch(known -> known.version() <= fact.version())) {
            estimatedMs = null;
        }
        facts.add(fact);
    }

    long newestVersion() {
        return facts.stream().mapToLong(Fact::version).max().orElse(0);
    }

    boolean isOpen() {
        return endMs() == null;
    }

    /** A list does not have the pod: it ended after the source was last heard, but not before it was seen, or started. */
    void missed(long heardBeforeMs) {
        long end = heardBeforeMs;
        for (Fact fact : facts) {
            end = Math.max(end, fact.observedMs());
        }
        Long start = startMs();
        estimatedMs = start == null ? end : Math.max(end, start);
    }

    private @Nullable Long startMs() {
        return facts.stream()
                .map(Fact::scheduledMs)
                .filter(java.util.Objects::nonNull)
                .min(Long::compare)
                .orElse(null);
    }

    private @Nullable Long endMs() {
        Fact told = null;
        Long seen = null;
        for (Fact fact : facts) {
            if (fact.endedMs() != null && (told == null || fact.version() > told.version())) {
                told = fact;
            } else if (fact.endedMs() == null && fact.isGone()) {
                seen = seen == null ? fact.observedMs() : Math.min(seen, fact.observedMs());
            }
        }
        if (told != null) {
            return told.endedMs();
        }
        return seen == null ? estimatedMs : seen;
    }

    private boolean isEstimated() {
        return estimatedMs != null && facts.stream().allMatch(fact -> fact.endMs() == null);
    }

    /** What it held; null if nothing. */
    @Nullable
    PodSpan span() {
        Long start = startMs();
        Long end = endMs();
        if (start == null || (end != null && end <= start)) {
            return null;
        }
        TreeSet<Long> instants = new TreeSet<>(List.of(start));
        for (Fact fact : facts) {
            if (fact.ratesMs() != null && fact.ratesMs() > start && (end == null || fact.ratesMs() < end)) {
                instants.add(fact.ratesMs());
            }
        }
        List<PodSpan.Step> steps = new ArrayList<>();
        for (long instant : instants) {
            steps.add(new PodSpan.Step(instant, ratesAt(instant)));
        }
        return new PodSpan(uid, steps, end == null ? PodSpan.OPEN : end, isEstimated());
    }

    /** The rates that the newest fact tells whose rates hold at the instant; those of the oldest if none does yet. */
    private Map<String, BigInteger> ratesAt(long atMs) {
        Fact oldest = facts.getFirst();
        Fact newest = null;
        for (Fact fact : facts) {
            if (fact.version() < oldest.version()) {
                oldest = fact;
            }
            boolean holds = fact.ratesMs() == null || fact.ratesMs() <= atMs;
            if (holds && (newest == null || fact.version() > newest.version())) {
                newest = fact;
            }
        }
        return (newest == null ? oldest : newest).rates();
    }
}
