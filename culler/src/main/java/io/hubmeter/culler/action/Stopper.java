package io.hubmeter.culler.action;

import static io.hubmeter.core.stop.Stop.Outcome.ALREADY_STOPPED;
import static io.hubmeter.core.stop.Stop.Outcome.SPARED;
import static io.hubmeter.core.stop.Stop.Outcome.STOPPED;
import static io.hubmeter.core.stop.Stop.Outcome.WOULD_STOP;

import io.hubmeter.culler.action.Attempt.Again;
import io.hubmeter.culler.action.Attempt.Over;
import io.hubmeter.culler.check.Check;
import io.hubmeter.culler.check.Verdict;
import io.hubmeter.culler.check.Verdict.MustStop;
import io.hubmeter.culler.dask.DaskClusters;
import io.hubmeter.culler.hub.HubSays.NotRunning;
import io.hubmeter.culler.hub.HubSays.Running;
import io.hubmeter.culler.hub.HubSays.Unclear;
import io.hubmeter.culler.hub.HubServers;
import io.hubmeter.culler.plan.StopTask;
import io.hubmeter.culler.plan.Target;
import io.hubmeter.culler.plan.Target.DaskCluster;
import io.hubmeter.culler.plan.Target.HubServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Tries to stop one thing: the check first, then a look at what is to stop, then the stop. Waits for nothing: what takes its time
 * is asked for again later.
 *
 * <p>A hub knows servers by name, and the topic names pods. A name may have been used again since. So a server is stopped only
 * if it has run since before the instant up to which all pods are known, and its pod since after the server was started: then
 * that pod is the server's. Any threads.
 */
public final class Stopper {
    /** How much the clocks of hub and cluster may differ, both of which tell when something started. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    /**
     * How old the check may be when the stop is asked for: what it and a look at the hub take at most, if nobody gave them more
     * time than they have by default. A process that was stopped in between knows nothing of what was granted meanwhile.
     */
    static final Duration CHECK_HOLDS = Duration.ofMinutes(1);

    private final Check check;
    private final HubServers hub;
    private final @Nullable DaskClusters dask;
    private final boolean isRehearsal;
    private final InstantSource clock;

    /**
     * Stops through these.
     *
     * @param dask null if no Dask clusters are to be stopped
     * @param isRehearsal whether to do everything but stop
     */
    public Stopper(Check check, HubServers hub, @Nullable DaskClusters dask, boolean isRehearsal, InstantSource clock) {
        this.check = check;
        this.hub = hub;
        this.dask = dask;
        this.isRehearsal = isRehearsal;
        this.clock = clock;
    }

    /** One try. */
    public Attempt attempt(StopTask task) throws InterruptedException {
        if (task.target() instanceof DaskCluster && dask == null) {
            return new Over(SPARED, "This culler does not stop Dask clusters: cull.dask is false.");
        }
        Attempt awaited = task.askedAt() == null ? null : awaited(task, task.askedAt());
        if (awaited != null) {
            return awaited;
        }
        Instant checkedAt = clock.instant();
        return switch (check.judge(task.excess(), task.target())) {
            case Verdict.MayStay(String reason) -> new Over(SPARED, reason);
            case Verdict.HasEnded(String reason) ->
                new Over(task.askedAt() == null ? ALREADY_STOPPED : STOPPED, reason);
            case Verdict.Unknown(String reason, Instant notBefore) -> new Again(reason, notBefore, task.askedAt());
            case MustStop must -> stop(task, must, checkedAt);
        };
    }

    /** What came of the stop that was asked for; null if it did not come about, so that it has to be asked for again. */
    private @Nullable Attempt awaited(StopTask task, Instant askedAt) throws InterruptedException {
        if (!(task.target() instanceof HubServer server)) {
            return null;
        }
        return switch (hub.look(task.excess().account().user(), server.server())) {
            case NotRunning() -> new Over(STOPPED, reason(null));
            case Running running
            when running.isStopping() -> new Again("the hub is stopping it since " + askedAt, null, askedAt);
            case Running(Instant startedAt, String pending)
            when startedAt != null && startedAt.isAfter(askedAt) -> new Over(STOPPED, reason(null));
            case Running running -> null;
            case Unclear(var trouble) -> new Again(trouble.detail(), trouble.notBefore(), askedAt);
        };
    }

    private Attempt stop(StopTask task, MustStop must, Instant checkedAt) throws InterruptedException {
        String user = task.excess().account().user();
        return switch (task.target()) {
            case HubServer server -> server(task, user, server, must, checkedAt);
            case DaskCluster cluster -> cluster(task, user, cluster, must, checkedAt);
        };
    }

    private Attempt server(StopTask task, String user, HubServer server, MustStop must, Instant checkedAt)
            throws InterruptedException {
        return switch (hub.look(user, server.server())) {
            case NotRunning() -> new Over(ALREADY_STOPPED, "The hub has no such server running.");
            case Unclear(var trouble) -> new Again(trouble.detail(), trouble.notBefore(), task.askedAt());
            case Running running -> {
                String wait = reasonToWait(running, must);
                if (wait != null) {
                    yield new Again(wait, null, task.askedAt());
                }
                if (isOfLaterServer(running, must)) {
                    yield new Over(
                            ALREADY_STOPPED,
                            "The server has been restarted since, at %s; this one may stay."
                                    .formatted(running.startedAt()));
                }
                if (isRehearsal) {
                    yield new Over(WOULD_STOP, reason(must));
                }
                String stale = staleness(checkedAt);
                yield stale == null ? stop(user, server, must) : new Again(stale, null, task.askedAt());
            }
        };
    }

    private static @Nullable String reasonToWait(Running running, MustStop must) {
        if (running.pending() != null) {
            return "the hub has this pending for the server: " + running.pending();
        }
        Instant startedAt = running.startedAt();
        if (startedAt == null) {
            return "the hub does not say since when the server runs";
        }
        return startedAt.isAfter(must.heardAt())
                ? "the server was started at %s, and pods are known up to %s".formatted(startedAt, must.heardAt())
                : null;
    }

    private static boolean isOfLaterServer(Running running, MustStop must) {
        Instant startedAt = running.startedAt();
        return startedAt != null && must.startedAt().plus(CLOCK_SKEW).isBefore(startedAt);
    }

    private Attempt stop(String user, HubServer server, MustStop must) throws InterruptedException {
        Instant askedAt = clock.instant();
        return switch (hub.stop(user, server.server())) {
            case NotRunning() -> new Over(STOPPED, reason(must));
            case Running running -> new Again("the hub is stopping it since " + askedAt, null, askedAt);
            // Without an answer it may be stopping all the same.
            case Unclear(var trouble) ->
                new Again(trouble.detail(), trouble.notBefore(), trouble.isUncertain() ? askedAt : null);
        };
    }

    /** Why the check has to be done once more; null if it need not. */
    private @Nullable String staleness(Instant checkedAt) {
        Duration age = Duration.between(checkedAt, clock.instant());
        return age.compareTo(CHECK_HOLDS) <= 0
                ? null
                : "check: found one that was begun %d s before the stop, expected at most %d s"
                        .formatted(age.toSeconds(), CHECK_HOLDS.toSeconds());
    }

    private Attempt cluster(StopTask task, String user, DaskCluster cluster, MustStop must, Instant checkedAt) {
        DaskClusters clusters = java.util.Objects.requireNonNull(dask);
        try {
            return switch (clusters.look(cluster.namespace(), cluster.name(), user)) {
                case GONE ->
                    new Over(
                            task.askedAt() == null ? ALREADY_STOPPED : STOPPED, "The Dask cluster was deleted before.");
                case OF_ANOTHER_USER -> new Over(SPARED, "The Dask cluster belongs to another user.");
                case THERE -> {
                    if (isRehearsal) {
                        yield new Over(WOULD_STOP, reason(must));
                    }
                    String stale = staleness(checkedAt);
                    if (stale != null) {
                        yield new Again(stale, null, task.askedAt());
                    }
                    yield clusters.delete(cluster.namespace(), cluster.name())
                            ? new Over(STOPPED, reason(must))
                            : new Over(ALREADY_STOPPED, "The Dask cluster was deleted before.");
                }
            };
        } catch (IOException failed) {
            return new Again(String.valueOf(failed.getMessage()), null, null);
        }
    }

    private static String reason(@Nullable MustStop must) {
        return must == null
                ? "The limit was used up, and the hub has stopped the server."
                : "The limit was used up, and the grace was over: " + must.words() + ".";
    }

    /** What is to stop, for the log. */
    public static String words(StopTask task) {
        Target target = task.target();
        return "%s %s".formatted(task.excess().account(), target.key());
    }
}
