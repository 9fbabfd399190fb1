package io.hubmeter.pages.admin;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.AccountStanding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts all accounts of one realm in the background while somebody looks: one count at a time, the next at the earliest
 * {@link #PAUSE} after the last, or twice as long as that took, and none when nobody has looked for {@link #ATTENTION}.
 */
final class Census implements AutoCloseable {
    /** The shortest time from the end of a count to the next. */
    static final Duration PAUSE = Duration.ofSeconds(30);
    /** How long after somebody looked counts go on. */
    static final Duration ATTENTION = Duration.ofMinutes(5);
    /** How many accounts are kept at the most, about 300 bytes each. */
    static final int MOST_ACCOUNTS = 250_000;

    private static final Logger LOG = LoggerFactory.getLogger(Census.class);

    private final UsageView view;
    private final String realm;
    private final boolean hasHubs;
    private final ZoneId zone;
    private final InstantSource clock;
    private final ScheduledExecutorService counting;
    private final AtomicInteger counted = new AtomicInteger();
    private volatile @Nullable Overview last;
    private volatile @Nullable String failure;
    private volatile Instant lookedAt = Instant.EPOCH;
    private @Nullable Future<?> next;

    /**
     * A census that has not begun.
     *
     * @param realm whose accounts are counted; nobody else's are looked at
     * @param hasHubs whether the realm has several hubs
     * @param zone whose months count
     */
    Census(UsageView view, String realm, boolean hasHubs, ZoneId zone, InstantSource clock) {
        this.view = view;
        this.realm = realm;
        this.hasHubs = hasHubs;
        this.zone = zone;
        this.clock = clock;
        this.counting = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("admin-overview-" + realm).daemon(true).factory());
    }

    /**
     * What is known.
     *
     * @param overview the last that was finished; empty if there is none yet
     * @param isCounting whether the next is being made, and this one is missing or old
     * @param counted how many accounts that has so far
     * @param failure why the last count did not succeed; null if it did
     */
    record Look(
            Overview overview,
            boolean isCounting,
            int counted,
            @Nullable String failure) {
        /** Whether there is nothing to show yet. */
        boolean isFirst() {
            return overview == Overview.EMPTY;
        }
    }

    /**
     * What is known, after waiting a little if that is nothing, or is old.
     *
     * @param patience how long to wait at the most
     */
    Look look(Duration patience) {
        lookedAt = clock.instant();
        Future<?> coming = goOnCounting();
        // After a failure the next count is half a minute away.
        if (isOld() && failure == null) {
            await(coming, patience);
        }
        Overview known = last;
        String reason = failure;
        boolean isCounting = isOld() && reason == null;
        return new Look(known == null ? Overview.EMPTY : known, isCounting, counted.get(), reason);
    }

    private boolean isOld() {
        Overview known = last;
        return known == null || Duration.between(known.at(), clock.instant()).compareTo(ATTENTION) > 0;
    }

    /** The count that is being made or is to be made next. */
    private synchronized Future<?> goOnCounting() {
        Future<?> known = next;
        if (known != null) {
            return known;
        }
        Overview before = last;
        Duration age = before == null ? PAUSE : Duration.between(before.at(), clock.instant());
        Future<?> first = scheduled(PAUSE.minus(age));
        next = first;
        return first;
    }

    private Future<?> scheduled(Duration delay) {
        return counting.schedule(this::countAndGoOn, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void await(Future<?> count, Duration patience) {
        try {
            count.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException later) {
            // What is there is shown meanwhile.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("counts do not fail", e);
        }
    }

    private void countAndGoOn() {
        long beganNs = System.nanoTime();
        try {
            last = count();
            failure = null;
        } catch (UsageUnavailable unavailable) {
            failure = "usage cannot be read";
            LOG.warn("accounts not counted realm={} reason={}", realm, unavailable.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            failure = "something is wrong; the log of the pages says more";
            LOG.error("accounts not counted realm={}", realm, e);
        }
        goOn(Duration.ofNanos(System.nanoTime() - beganNs).multipliedBy(2));
    }

    private synchronized void goOn(Duration atLeast) {
        next = null;
        boolean isWatched = Duration.between(lookedAt, clock.instant()).compareTo(ATTENTION) < 0;
        if (isWatched && !counting.isShutdown()) {
            next = scheduled(atLeast.compareTo(PAUSE) > 0 ? atLeast : PAUSE);
        }
    }

    /** Counts everybody now. */
    Overview count() throws InterruptedException {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant month = at.atZone(zone)
                .toLocalDate()
                .withDayOfMonth(1)
                .atStartOfDay(zone)
                .toInstant();
        counted.set(0);
        RowCount rows = new RowCount(view, at, month, hasHubs);
        List<AccountRow> all = new ArrayList<>();
        try (Stream<AccountStanding> standings = view.standings(rows.query(realm))) {
            // Not by its iterator, which would hold a whole partition.
            standings.forEach(standing -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted();
                }
                if (counted.incrementAndGet() <= MOST_ACCOUNTS) {
                    all.add(rows.of(standing));
                }
            });
        } catch (Interrupted e) {
            throw new InterruptedException();
        }
        return new Overview(at, all, rows.currency(), counted.get() > MOST_ACCOUNTS);
    }

    /** Leaves a count in the middle. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted", null, false, false);
        }
    }

    @Override
    public void close() {
        counting.shutdownNow();
    }
}
