package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the rows of one account with what it used, each as it comes; what agrees is forgotten but for its revision. */
final class AccountCheck {
    /** Rows of a full hour come in portions, one with each heartbeat (ADR 0030). */
    static final Duration DUE_AFTER = Duration.ofMinutes(1);

    private static final Comparator<Drift> ORDER = Comparator.comparing(Drift::at)
            .thenComparing(drift -> drift.period() == null ? "" : drift.period().name())
            .thenComparing(Drift::kind);

    private final AccountId account;
    private final List<RecordedUse> possible;
    private final Bounds bounds;
    private final @Nullable Instant heardAt;
    private final Map<Period, Map<Instant, Seen>> seen = new EnumMap<>(Period.class);
    private final Map<Period, Instant> keptFrom;
    private final List<Drift> revisions = new ArrayList<>();
    private final Set<Resource> resources = new TreeSet<>();
    private @Nullable Reading newest;
    private @Nullable String why;
    private int notAuditable;

    /**
     * A check of an account of which no row has come yet.
     *
     * @param possible what it used by the oldest and by the newest news that its rows may rest on; never empty
     * @param heardAt up to when rows are due; null if none is
     * @param keptFrom since when the topics keep rows of each period; those that keep all are not listed
     */
    AccountCheck(
            AccountId account,
            List<RecordedUse> possible,
            Bounds bounds,
            @Nullable Instant heardAt,
            Map<Period, Instant> keptFrom) {
        this.account = account;
        this.possible = List.copyOf(possible);
        this.bounds = bounds;
        this.heardAt = heardAt;
        this.keptFrom = keptFrom;
        possible.forEach(use -> resources.addAll(use.resources()));
        for (Period period : Period.values()) {
            seen.put(period, new HashMap<>());
        }
    }

    /** What the newest row of a period was found to be. */
    private record Seen(int revision, List<Drift> drifts) {}

    /** The next row; false if it is of no period that is to be compared. */
    boolean row(UsageRow row) {
        if (!bounds.isWanted(row.start(), row.period())) {
            return false;
        }
        resources.addAll(row.amounts().asMap().keySet());
        Map<Instant, Seen> of = Objects.requireNonNull(seen.get(row.period()));
        Seen before = of.get(row.start());
        int expected = before == null ? 0 : before.revision() + 1;
        boolean isCut = before == null && keptFrom.containsKey(row.period());
        if (row.revision() != expected && !isCut) {
            revisions.add(new Drift(
                    Drift.Kind.REVISION,
                    row.period(),
                    row.start(),
                    row.countedUntil(),
                    null,
                    BigInteger.valueOf(row.revision()),
                    BigInteger.valueOf(expected)));
        }
        // The greatest revision counts, wherever in the topic it is.
        if (before == null || row.revision() >= before.revision()) {
            of.put(row.start(), new Seen(row.revision(), drifts(row)));
        }
        return true;
    }

    private List<Drift> drifts(UsageRow row) {
        if (bounds.problem(row.start(), row.period()) != null) {
            return List.of();
        }
        // A period that is over has a last row that counts all of it, unless nothing more was used in it.
        Instant until = isOver(row.end()) ? row.end() : row.countedUntil();
        List<Drift> drifts = List.of();
        for (RecordedUse use : possible) {
            Quantities used = use.used(row.start(), until);
            drifts = differences(
                    used.isZero() ? Drift.Kind.SUPERFLUOUS : Drift.Kind.AMOUNT,
                    row.period(),
                    row.start(),
                    until,
                    row.amounts(),
                    used);
            if (drifts.isEmpty()) {
                return List.of();
            }
        }
        return drifts;
    }

    private boolean isOver(Instant end) {
        return heardAt != null && !end.isAfter(heardAt.minus(DUE_AFTER));
    }

    private static List<Drift> differences(
            Drift.Kind kind,
            @Nullable Period period,
            Instant at,
            Instant until,
            Quantities found,
            Quantities expected) {
        if (found.equals(expected)) {
            return List.of();
        }
        TreeSet<Resource> resources = new TreeSet<>(found.asMap().keySet());
        resources.addAll(expected.asMap().keySet());
        List<Drift> drifts = new ArrayList<>();
        for (Resource resource : resources) {
            if (!found.get(resource).equals(expected.get(resource))) {
                drifts.add(new Drift(kind, period, at, until, resource, found.get(resource), expected.get(resource)));
            }
        }
        return drifts;
    }

    /** A reading; that of the latest instant counts, and of those the last. */
    void reading(Reading reading) {
        if (newest == null || !reading.at().isBefore(newest.at())) {
            newest = reading;
        }
    }

    /** Every resource that was held or that a row names. */
    Set<Resource> resources() {
        return resources;
    }

    /** How many rows are held in mind. */
    int size() {
        return seen.values().stream().mapToInt(Map::size).sum();
    }

    /** What was found, now that every row has come. */
    AccountAudit result() {
        notAuditable = 0;
        List<Drift> drifts = new ArrayList<>(revisions);
        int rows = 0;
        for (Period period : Period.values()) {
            Map<Instant, Seen> of = Objects.requireNonNull(seen.get(period));
            for (Map.Entry<Instant, Seen> row : of.entrySet()) {
                rows += isAuditable(row.getKey(), period) ? 1 : 0;
                drifts.addAll(row.getValue().drifts());
            }
            rows += missing(period, of, drifts);
        }
        drifts.addAll(total());
        drifts.sort(ORDER);
        Quantities drift = drifts.stream()
                .filter(one -> one.resource() != null)
                .map(one -> Quantities.of(Objects.requireNonNull(one.resource()), one.distance()))
                .reduce(Quantities.ZERO, Quantities::plus);
        return new AccountAudit(
                account,
                rows,
                drifts.subList(0, Math.min(drifts.size(), AccountAudit.MOST_TOLD)),
                drifts.size(),
                drift,
                notAuditable,
                why,
                bounds.lastGapEnds());
    }

    private boolean isAuditable(Instant start, Period period) {
        String problem = bounds.problem(start, period);
        if (problem != null) {
            why = problem;
            notAuditable++;
        }
        return problem == null;
    }

    /** Adds periods that are over, in which something was used, and that have no row; tells how many there are. */
    private int missing(Period period, Map<Instant, Seen> of, List<Drift> drifts) {
        RecordedUse use = possible.getFirst();
        Instant first = use.first();
        int missing = 0;
        if (first == null) {
            return 0;
        }
        Instant start = period.startOf(first.isBefore(bounds.from()) ? bounds.from() : first);
        while (isOver(start.plus(period.length()))) {
            Instant from = start;
            Instant end = start.plus(period.length());
            if (use.used(from, end).isZero()) {
                Instant change = use.nextChange(from);
                if (change.equals(Instant.MAX)) {
                    return missing;
                }
                start = change.isBefore(end) ? end : period.startOf(change);
                continue;
            }
            boolean isUsed =
                    possible.stream().noneMatch(one -> one.used(from, end).isZero());
            boolean isDue = isUsed && bounds.isWanted(from, period) && isKept(period, end);
            if (isDue && !of.containsKey(from) && isAuditable(from, period)) {
                missing++;
                drifts.addAll(differences(Drift.Kind.MISSING, period, from, end, Quantities.ZERO, use.used(from, end)));
            }
            start = end;
        }
        return missing;
    }

    private boolean isKept(Period period, Instant end) {
        Instant kept = keptFrom.get(period);
        return kept == null || end.isAfter(kept);
    }

    private List<Drift> total() {
        Reading reading = newest;
        boolean isWhole = bounds.from().equals(Instant.EPOCH) && bounds.lastGapEnds() == null;
        if (reading == null || !isWhole) {
            return List.of();
        }
        List<Drift> drifts = List.of();
        for (RecordedUse use : possible) {
            drifts = differences(
                    Drift.Kind.TOTAL,
                    null,
                    reading.at(),
                    reading.at(),
                    reading.totals(),
                    use.used(Instant.EPOCH, reading.at()));
            if (drifts.isEmpty()) {
                return drifts;
            }
        }
        return drifts;
    }
}
