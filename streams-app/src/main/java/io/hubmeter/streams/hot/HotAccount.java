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
     * @param spans in the order of time, none of which holds what another does; {@value #MOST_SPANS} at the most
     */
    public record Meter(@Nullable Reading latest, List<Span> spans) {
        private static final int MOST_SPANS = 128;

        /** Keeps its own copy. */
        public Meter {
            spans = List.copyOf(spans);
        }

        /** The span that holds an instant before the newest reading; null if it was not read. */
        public @Nullable Span at(Instant at) {
            int place = place(at);
            return place < spans.size() && spans.get(place).holds(at) ? spans.get(place) : null;
        }

        /** How many spans end at an instant or before it. */
        private int place(Instant at) {
            int low = 0;
            int high = spans.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (at.isBefore(spans.get(middle).until())) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        /** This with one more span, which holds nothing that another does; if there are too many, with that one alone. */
        public Meter plus(Span span) {
            if (spans.size() == MOST_SPANS) {
                return new Meter(latest, List.of(span));
            }
            List<Span> more = new ArrayList<>(spans.size() + 1);
            more.addAll(spans);
            more.add(place(span.until()), span);
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

    /** How much memory it takes, in readings. */
    int weight() {
        return 2 + (meter == null ? 0 : meter.spans().size()) + (grants == null ? 0 : grants.size());
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
