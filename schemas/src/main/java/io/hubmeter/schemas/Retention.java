package io.hubmeter.schemas;

import java.time.Duration;
import java.util.Map;

/** How long a topic keeps its records. */
public sealed interface Retention {

    /** The newest value of each key is kept for ever, older ones are removed. */
    record Compact() implements Retention {

        @Override
        public Map<String, String> settings() {
            return Map.of("cleanup.policy", "compact");
        }
    }

    /** A record is kept for this long after its own timestamp. */
    record Time(Duration duration) implements Retention {

        /** @throws IllegalArgumentException unless the duration is at least one millisecond */
        public Time {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException("retention: found " + duration + ", expected at least 1 ms");
            }
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(duration.toMillis()));
        }
    }

    /** Every record is kept for ever. */
    record Forever() implements Retention {

        @Override
        public Map<String, String> settings() {
            return Map.of("cleanup.policy", "delete", "retention.ms", "-1");
        }
    }

    static Retention compact() {
        return new Compact();
    }

    static Retention days(int days) {
        return new Time(Duration.ofDays(days));
    }

    static Retention forever() {
        return new Forever();
    }

    /** The topic settings that say this; never empty, so that no default of a broker decides. */
    Map<String, String> settings();
}
