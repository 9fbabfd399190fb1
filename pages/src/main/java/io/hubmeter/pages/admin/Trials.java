package io.hubmeter.pages.admin;

import io.hubmeter.pages.trial.PolicyTrial;
import io.hubmeter.pages.trial.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs trials in the background, one at a time and for {@link #LONGEST} at the most, and keeps the last outcome. */
final class Trials implements AutoCloseable {
    /** How long a trial may take. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    private final PolicyTrial trial;
    private final InstantSource clock;
    private @Nullable Running running;
    private @Nullable Ended ended;

    Trials(PolicyTrial trial, InstantSource clock) {
        this.trial = trial;
        this.clock = clock;
    }

    /**
     * A trial that is going on.
     *
     * @param by who asked for it
     * @param since when
     * @param step how far it is, in words
     */
    record Now(String by, Instant since, String step) {}

    /**
     * A trial that has ended.
     *
     * @param by who asked for it
     * @param at when it ended
     */
    record Ended(String by, Instant at, PolicyTrial.Request request, TrialOutcome outcome) {}

    private static final class Running {
        private final String by;
        private final Instant since;
        private final long endNs;
        private volatile String step = "beginning";
        private volatile boolean isCancelled;

        Running(String by, Instant since, Duration longest) {
            this.by = by;
            this.since = since;
            this.endNs = System.nanoTime() + longest.toNanos();
        }

        void at(String what, long done) {
            if (isCancelled || System.nanoTime() - endNs > 0) {
                throw new CancellationException("it took too long");
            }
            step = "%s: %,d".formatted(what, done);
        }
    }

    /** Begins one; false if one is going on already. */
    synchronized boolean begin(PolicyTrial.Request request, String by) {
        if (running != null) {
            return false;
        }
        Running begun = new Running(by, clock.instant(), LONGEST);
        running = begun;
        Thread.ofPlatform().name("policy-trial").daemon(true).start(() -> run(request, begun));
        return true;
    }

    private void run(PolicyTrial.Request request, Running begun) {
        TrialOutcome outcome;
        try {
            outcome = trial.run(request, begun::at);
        } catch (CancellationException e) {
            outcome = new TrialOutcome.Refused(
                    "It took longer than %d minutes and was ended. Choose fewer days.".formatted(LONGEST.toMinutes()));
        } catch (RuntimeException e) {
            LOG.error("trial of a policy failed", e);
            outcome = new TrialOutcome.Refused("It could not be tried; the log of the pages says why.");
        }
        end(request, begun, outcome);
    }

    private synchronized void end(PolicyTrial.Request request, Running begun, TrialOutcome outcome) {
        ended = new Ended(begun.by, clock.instant(), request, outcome);
        running = null;
    }

    /** The one that is going on. */
    synchronized Optional<Now> now() {
        Running begun = running;
        return begun == null ? Optional.empty() : Optional.of(new Now(begun.by, begun.since, begun.step));
    }

    /** The last that has ended. */
    synchronized Optional<Ended> last() {
        return Optional.ofNullable(ended);
    }

    @Override
    public synchronized void close() {
        Running begun = running;
        if (begun != null) {
            begun.isCancelled = true;
        }
    }
}
