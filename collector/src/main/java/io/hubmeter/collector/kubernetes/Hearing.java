package io.hubmeter.collector.kubernetes;

import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.hub.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much the watching thread has heard, for the writing one to tell in heartbeats. Thread-safe.
 *
 * <p>A heartbeat says that nothing before its instant is missing. So there is none while no watch is open, and none after one
 * was opened until it has told what happened meanwhile: until an event as new as the cluster was then has come, or the
 * watch has been quiet for a moment. A process that was stopped begins another watch when it goes on: what happened meanwhile waits
 * to be read, and nobody can tell how much of it.
 */
final class Hearing {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);
    private static final Duration QUIET = Duration.ofMillis(500);
    /** As long as news may be old before a policy, by default, takes them for too old. */
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Ticker ticker;
    private final Pulse pulse;
    private SourceHealth.State state = SourceHealth.State.WAITING;
    private @Nullable Instant heardAt;
    private @Nullable String trouble;
    private @Nullable WatchStream stream;
    private boolean complete;
    private @Nullable Instant handling;
    private Duration lastAt = Duration.ZERO;
    private @Nullable String reason;
    private Duration acknowledgedAt = Duration.ZERO;

    Hearing(InstantSource clock, Ticker ticker) {
        this(clock, ticker, Pulse.steady());
    }

    Hearing(InstantSource clock, Ticker ticker, Pulse pulse) {
        this.clock = clock;
        this.ticker = ticker;
        this.pulse = pulse;
    }

    /** A snapshot has begun. */
    synchronized void listing() {
        state = SourceHealth.State.SNAPSHOT;
    }

    /** A watch has begun; it is complete from the start if nothing can have happened meanwhile. */
    synchronized void began(WatchStream opened, boolean isComplete) {
        stream = opened;
        complete = isComplete;
        handling = null;
        reason = null;
        lastAt = ticker.elapsed();
    }

    /** An event has come; the answer is when. */
    synchronized Instant received() {
        lastAt = ticker.elapsed();
        Instant now = clock.instant();
        handling = now;
        return now;
    }

    /** What follows from the event is in the queue. */
    synchronized void handled(boolean isComplete) {
        handling = null;
        complete |= isComplete;
    }

    /** The watch has ended. */
    synchronized void ended() {
        stream = null;
        complete = false;
        handling = null;
    }

    /** Something went wrong; it is tried again. */
    synchronized void failed(String what) {
        state = SourceHealth.State.FAILING;
        trouble = what;
    }

    /** The instant before which everything that happened was heard, and is in the queue; null if something may be missing. */
    @Nullable
    synchronized Instant until() {
        breakOffIfStopped();
        if (stream == null) {
            return null;
        }
        complete |= handling == null && isSilentFor(QUIET);
        if (!complete) {
            return null;
        }
        heardAt = handling == null ? clock.instant() : handling;
        acknowledgedAt = state == SourceHealth.State.LIVE ? acknowledgedAt : ticker.elapsed();
        state = SourceHealth.State.LIVE;
        trouble = null;
        return heardAt;
    }

    private boolean isSilentFor(Duration longest) {
        return ticker.elapsed().minus(lastAt).compareTo(longest) > 0;
    }

    /** Ends a watch that has been silent for too long: even where nothing happens the server sends bookmarks. */
    synchronized void breakOffIfSilent(Duration longest) {
        if (stream != null && handling == null && isSilentFor(longest)) {
            breakOff("silent");
        }
    }

    /** Ends a watch that was open while the process was stopped. */
    synchronized void breakOffIfStopped() {
        if (pulse.wasStopped()) {
            breakOff("stopped");
        }
    }

    /** Ends the watch. */
    synchronized void breakOff(String why) {
        WatchStream open = stream;
        if (open != null) {
            reason = why;
            ended();
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("the watch did not close", e);
            }
        }
    }

    /** Why the watch was ended, if it was from here. */
    synchronized String takeReason(String otherwise) {
        String why = reason;
        reason = null;
        return why == null ? otherwise : why;
    }

    /** Kafka has everything that was written so far. */
    synchronized void acknowledged() {
        acknowledgedAt = ticker.elapsed();
    }

    /** How the source fares. */
    synchronized SourceHealth health() {
        Duration waiting = ticker.elapsed().minus(acknowledgedAt);
        if (state == SourceHealth.State.LIVE && waiting.compareTo(UNACKNOWLEDGED) > 0) {
            return new SourceHealth(
                    SourceHealth.State.FAILING,
                    heardAt,
                    "Kafka has acknowledged nothing for %d s".formatted(waiting.toSeconds()));
        }
        return new SourceHealth(state, heardAt, trouble);
    }

    /** Whether nothing is missing now. */
    synchronized boolean isLive() {
        return health().state() == SourceHealth.State.LIVE && complete;
    }
}
