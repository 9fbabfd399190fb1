package io.hubmeter.collector.kubernetes;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the API server's clock is from the collector's, by the {@code Date} of its answers. Thread-safe.
 *
 * <p>Starts and ends of pods are told by the one clock, heartbeats and first sights by the other, so that a difference is
 * charged to somebody. A {@code Date} has whole seconds, and an answer takes its time: what is told is the least difference
 * that explains both.
 */
final class ClockSkew {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final String source;
    private final InstantSource clock;
    private Duration skew = Duration.ZERO;

    /** No difference is known yet. */
    ClockSkew(String source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The collector's clock now. */
    Instant now() {
        return clock.instant();
    }

    /**
     * An answer has come.
     *
     * @param date its {@code Date}; nothing is learned if it is null or no date
     * @param sentAt the collector's clock when the request was sent
     */
    void answered(@Nullable String date, Instant sentAt) {
        if (date == null) {
            return;
        }
        Instant told;
        try {
            told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            LOG.debug("{}: found Date '{}', expected one as in RFC 9110", source, date);
            return;
        }
        Duration atLeast = Duration.between(clock.instant(), told);
        Duration atMost = Duration.between(sentAt, told.plusSeconds(1));
        set(atLeast.isPositive() ? atLeast : atMost.isNegative() ? atMost : Duration.ZERO);
    }

    private synchronized void set(Duration now) {
        boolean wasTooMuch = isTooMuch();
        skew = now;
        if (isTooMuch() && !wasTooMuch) {
            LOG.warn("{}: {}", source, warning());
        } else if (wasTooMuch && !isTooMuch()) {
            LOG.info("{}: the API server's clock and the collector's agree again", source);
        }
    }

    private boolean isTooMuch() {
        return skew.abs().compareTo(MOST) > 0;
    }

    /** The API server's clock minus the collector's, in seconds. */
    synchronized double seconds() {
        return skew.toMillis() / 1_000.0;
    }

    /** What to say of a difference that matters; null if there is none. */
    @Nullable
    synchronized String warning() {
        return isTooMuch()
                ? "the API server's clock is %d s %s the collector's, expected at most %d s between them"
                        .formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "ahead of", MOST.toSeconds())
                : null;
    }
}
