package io.hubmeter.core.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How something changed over time: each entry holds until the next, the last one for good, and the first also before it, since
 * nothing else is known of that time.
 *
 * @param entries in ascending order of time, at most {@value #MOST}; empty if nothing is known
 * @param <T> what changes
 */
public record Course<T>(List<Since<T>> entries) {
    /** How many changes are remembered; with more the oldest are forgotten. */
    public static final int MOST = 100;

    /** Keeps its own copy. */
    public Course {
        entries = List.copyOf(entries);
    }

    /** Nothing is known. */
    public static <T> Course<T> unknown() {
        return new Course<>(List.of());
    }

    /** What held just before an instant; the given value if nothing is known. */
    public T before(Instant until, T otherwise) {
        if (entries.isEmpty()) {
            return otherwise;
        }
        T held = entries.getFirst().value();
        for (Since<T> entry : entries) {
            if (!entry.from().isBefore(until)) {
                break;
            }
            held = entry.value();
        }
        return held;
    }

    /** This course with one more change; the same object if that says nothing new. Of two at one instant the later told holds. */
    public Course<T> plus(Instant from, T value) {
        if (!entries.isEmpty() && before(from.plusMillis(1), value).equals(value)) {
            return this;
        }
        List<Since<T>> changed = new ArrayList<>(entries.size() + 1);
        entries.stream().filter(entry -> entry.from().isBefore(from)).forEach(changed::add);
        changed.add(new Since<>(from, value));
        entries.stream().filter(entry -> entry.from().isAfter(from)).forEach(changed::add);
        return new Course<>(changed.size() > MOST ? changed.subList(changed.size() - MOST, changed.size()) : changed);
    }

    /** From when on it may say something else than it did, after a change at an instant: always, if that is the first known. */
    public Instant changedBy(Instant from) {
        return entries.isEmpty() || !entries.getFirst().from().isBefore(from) ? Instant.EPOCH : from;
    }
}
