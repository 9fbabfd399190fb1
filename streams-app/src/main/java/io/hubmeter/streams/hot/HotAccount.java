package io.hubmeter.streams.hot;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one account.
 *
 * @param partition from whose stores
 * @param number under which number of the account
 * @param meter what was read of its meter; null if nothing was
 * @param grants what administrators recorded; null if that was not read
 */
public record HotAccount(
        HotPartition partition,
        long number,
        @Nullable Meter meter,
        @Nullable List<Grant> grants) {

    /**
     * Some of the readings of a meter.
     *
     * @param latest the newest; null if there is none
     * @param spans {@value #MOST_SPANS} at the most
     */
    public record Meter(@Nullable Reading latest, List<Span> spans) {
        private static final int MOST_SPANS = 32;

        /** Keeps its own copy. */
        public Meter {
            spans = List.copyOf(spans);
        }

        /** The span that holds an instant before the newest reading; null if it was not read. */
        public @Nullable Span at(Instant at) {
            for (Span span : spans) {
                if (span.holds(at)) {
                    return span;
                }
            }
            return null;
        }

        /** This with one more span; the one that was added first makes room. */
        public Meter plus(Span span) {
            List<Span> more = new ArrayList<>(spans);
            if (more.size() == MOST_SPANS) {
                more.removeFirst();
            }
            more.add(span);
            return new Meter(latest, more);
        }
    }

    /**
     * A reading and when the next one comes, so what is in force in {@code [inForce.at, until)}.
     *
     * @param inForce null for the time before the first reading, if the meter stood at zero then
     */
    public record Span(@Nullable Reading inForce, Instant until) {
        boolean holds(Instant at) {
            return at.isBefore(until) && (inForce == null || !at.isBefore(inForce.at()));
        }
    }

    /** This with what was read of the meter. */
    public HotAccount withMeter(Meter read) {
        return new HotAccount(partition, number, read, grants);
    }

    /** This with what administrators recorded. */
    public HotAccount withGrants(List<Grant> read) {
        return new HotAccount(partition, number, meter, List.copyOf(read));
    }
}
