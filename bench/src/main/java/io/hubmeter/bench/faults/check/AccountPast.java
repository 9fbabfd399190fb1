package io.hubmeter.bench.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was known of one account after each record of its partition. */
final class AccountPast {
    private final String account;
    private final int partition;
    private final List<Version> versions = new ArrayList<>(List.of(new Version(-1, List.of())));
    private final Map<String, PodSpan> spans = new LinkedHashMap<>();
    private boolean isAmended;

    AccountPast(String account, int partition) {
        this.account = account;
        this.partition = partition;
    }

    /** What was known from a record on. */
    static final class Version {
        private final long offset;
        private final List<PodSpan> pods;
        private final Map<String, Curve> curves = new HashMap<>();

        Version(long offset, List<PodSpan> pods) {
            this.offset = offset;
            this.pods = pods;
        }

        long offset() {
            return offset;
        }

        List<PodSpan> pods() {
            return pods;
        }

        Curve curve(String resource) {
            return curves.computeIfAbsent(resource, name -> new Curve(pods, name));
        }
    }

    String account() {
        return account;
    }

    int partition() {
        return partition;
    }

    /** Whether something became known after the time at which it happened had been heard. */
    boolean isAmended() {
        return isAmended;
    }

    /**
     * Notes what is known of a pod from a record on.
     *
     * @param span null if it holds nothing
     * @param heardMs the time heard then; null if none was
     */
    void put(String uid, @Nullable PodSpan span, long offset, @Nullable Long heardMs) {
        PodSpan before = span == null ? spans.remove(uid) : spans.put(uid, span);
        if (java.util.Objects.equals(before, span)) {
            return;
        }
        versions.add(new Version(offset, List.copyOf(spans.values())));
        isAmended |= heardMs != null && firstDifference(before, span) < heardMs;
    }

    private static long firstDifference(@Nullable PodSpan a, @Nullable PodSpan b) {
        if (a == null || b == null) {
            return a == null ? (b == null ? PodSpan.OPEN : b.startMs()) : a.startMs();
        }
        if (a.startMs() != b.startMs()) {
            return Math.min(a.startMs(), b.startMs());
        }
        for (int i = 0; i < Math.max(a.steps().size(), b.steps().size()); i++) {
            PodSpan.Step left = i < a.steps().size() ? a.steps().get(i) : null;
            PodSpan.Step right = i < b.steps().size() ? b.steps().get(i) : null;
            if (left == null || right == null) {
                return Math.min(
                        left == null && right != null ? right.fromMs() : left == null ? PodSpan.OPEN : left.fromMs(),
                        Math.min(a.endMs(), b.endMs()));
            }
            if (!left.equals(right)) {
                return Math.min(left.fromMs(), right.fromMs());
            }
        }
        return Math.min(a.endMs(), b.endMs());
    }

    Version last() {
        return versions.getLast();
    }

    List<Version> versions() {
        return versions;
    }

    /** What an answer can rest on that knows everything up to one record, and nothing after another. */
    List<Version> between(long lowOffset, long highOffset) {
        List<Version> found = new ArrayList<>();
        for (Version version : versions) {
            if (version.offset() <= lowOffset) {
                found.clear();
                found.add(version);
            } else if (version.offset() <= highOffset) {
                found.add(version);
            }
        }
        return found;
    }
}
