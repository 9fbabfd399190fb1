package io.hubmeter.api.view;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which instance answered itself for which account, so that it is asked at once the next time. It may be wrong, for an account that
 * moved or that shares its place with another one: then the question is passed on, as any instance does. Safe for use by many threads.
 */
final class Owners {
    /** Nobody is known. */
    static final int UNKNOWN = -1;

    private static final int PLACES = 1 << 17;
    private static final Duration AVOIDED = Duration.ofSeconds(1);

    private final List<String> authorities;
    private final AtomicIntegerArray places = new AtomicIntegerArray(PLACES);
    private final AtomicLongArray avoidedSinceNs;
    private final LongSupplier nanoTime;

    Owners(List<URI> instances, LongSupplier nanoTime) {
        this.authorities = instances.stream().map(URI::getAuthority).toList();
        this.nanoTime = nanoTime;
        this.avoidedSinceNs = new AtomicLongArray(instances.size());
        long longAgo = nanoTime.getAsLong() - AVOIDED.toNanos();
        for (int index = 0; index < instances.size(); index++) {
            avoidedSinceNs.set(index, longAgo);
        }
    }

    /** The index of the instance to ask; {@link #UNKNOWN} also if it did not answer in time just now. */
    int of(Object subject) {
        int index = places.get(place(subject)) - 1;
        return index < 0 || nanoTime.getAsLong() - avoidedSinceNs.get(index) < AVOIDED.toNanos() ? UNKNOWN : index;
    }

    /**
     * Notes an answer.
     *
     * @param asked the index of the instance that was asked
     * @param answeredBy host and port of that which answered; null if that is the same
     */
    void answered(Object subject, int asked, @Nullable String answeredBy) {
        int index = answeredBy == null ? asked : authorities.indexOf(answeredBy);
        int place = place(subject);
        if (places.get(place) != index + 1) {
            places.set(place, index + 1);
        }
    }

    /** Notes that an instance failed, or took its time. */
    void late(int index) {
        avoidedSinceNs.set(index, nanoTime.getAsLong());
    }

    private static int place(Object subject) {
        int hash = subject.hashCode();
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }
}
