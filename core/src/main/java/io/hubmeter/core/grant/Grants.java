package io.hubmeter.core.grant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was recorded about one account, and what of it counts.
 *
 * @param entries in the order in which they were recorded; at most {@value #MOST}
 */
public record Grants(List<Grant> entries) {
    /** How many entries an account may have. */
    public static final int MOST = 1_000;

    /** Nothing was recorded. */
    public static final Grants NONE = new Grants(List.of());

    private static final Comparator<Grant> ORDER =
            Comparator.comparing(Grant::recordedAt).thenComparing(Grant::id);

    /** Keeps the list to itself. */
    public Grants {
        entries = List.copyOf(entries);
    }

    /** What becomes of a further entry. */
    public sealed interface Outcome {
        /** It counts from now on. */
        record Accepted(Grants grants) implements Outcome {}

        /** It was recorded before, so nothing changes. */
        record Known() implements Outcome {}

        /** It cannot be accepted; the message names element, value found and value expected. */
        record Refused(String message) implements Outcome {}
    }

    /** These entries and one more. */
    public Outcome plus(Grant entry) {
        Grant same = find(entry.id(), entry.kind() == Grant.Kind.VOID).orElse(null);
        if (same != null) {
            return entry.kind() == Grant.Kind.VOID || same.equals(entry)
                    ? new Outcome.Known()
                    : new Outcome.Refused(
                            "id: found '%s', which is recorded already with other terms, expected a new id"
                                    .formatted(entry.id()));
        }
        if (entry.kind() == Grant.Kind.VOID && find(entry.id(), false).isEmpty()) {
            return new Outcome.Refused("id: found '%s', expected that of a grant or correction of %s"
                    .formatted(entry.id(), entry.account()));
        }
        if (entries.size() >= MOST) {
            return new Outcome.Refused(
                    "grants of %s: found one more, expected at most %d".formatted(entry.account(), MOST));
        }
        List<Grant> more = new ArrayList<>(entries);
        more.add(entry);
        return new Outcome.Accepted(new Grants(more));
    }

    private Optional<Grant> find(String id, boolean isVoid) {
        return entries.stream()
                .filter(entry -> entry.id().equals(id) && (entry.kind() == Grant.Kind.VOID) == isVoid)
                .findFirst();
    }

    /** The void of an entry; null if it counts. */
    public @Nullable Grant voidOf(Grant entry) {
        return find(entry.id(), true).orElse(null);
    }

    /** The additions; one that was voided ends where that was recorded, and is left out if it never began. */
    public List<Addition> additions() {
        List<Addition> additions = new ArrayList<>();
        for (Grant entry : entries) {
            if (entry.kind() == Grant.Kind.ADDITION) {
                Grant voided = voidOf(entry);
                Instant until = entry.until();
                if (voided != null && (until == null || voided.recordedAt().isBefore(until))) {
                    until = voided.recordedAt();
                }
                if (until == null || entry.from().isBefore(until)) {
                    additions.add(new Addition(
                            Objects.requireNonNull(entry.resource()),
                            entry.amount(),
                            entry.window(),
                            entry.from(),
                            until));
                }
            }
        }
        return additions;
    }

    /** The corrections that were not voided, in the order in which they are applied. */
    public List<Grant> corrections() {
        return entries.stream()
                .filter(entry -> entry.kind() == Grant.Kind.CORRECTION && voidOf(entry) == null)
                .sorted(ORDER)
                .toList();
    }
}
