package io.hubmeter.collector.kubernetes.lease;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.SourceHealth;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate for a Lease. The library elects; this adds what it leaves out:
 *
 * <ul>
 *   <li>A leader that cannot reach the API server stops counting itself as one when the renew deadline has passed since it
 *       <em>sent</em> the last renewal that succeeded, even while a request hangs. The others wait for the lease duration,
 *       which is longer, since they saw that renewal. So no two lead at a time, unless clocks run at very different speeds.
 *   <li>Differences between the candidates' clocks, and jumps, do not matter: see {@link ObservedLease}.
 *   <li>Who has lost competes again.
 * </ul>
 *
 * <p>A process that is stopped, or whose machine sleeps, learns of its loss when it goes on: ask {@link #isLeader} at the
 * moment of acting.
 */
public final class Leadership implements Reporting, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final LeadershipConfig config;
    private final KubernetesClient client;
    private final LeaseTrouble trouble;
    private final ExecutorService requests;
    private final ScheduledExecutorService callbacks;
    private Runnable onGained = () -> {};
    private Runnable onLost = () -> {};
    private @Nullable CompletableFuture<?> election;
    private boolean holding;
    private long leadsUntilNanos;
    private boolean gained;
    private boolean closed;

    /**
     * A candidate that does not compete yet.
     *
     * @param connection to the cluster; this makes a client of its own, with timeouts that fit the deadline
     */
    public Leadership(Config connection, LeadershipConfig config) {
        this(connection, config, InstantSource.system());
    }

    /**
     * A candidate that does not compete yet.
     *
     * @param connection to the cluster; this makes a client of its own, with timeouts that fit the deadline
     * @param clock only to tell when the Lease was last heard of
     */
    public Leadership(Config connection, LeadershipConfig config, InstantSource clock) {
        this.config = config;
        int timeoutMs = Math.toIntExact(config.requestTimeout().toMillis());
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(connection)
                        .withRequestTimeout(timeoutMs)
                        .withConnectionTimeout(timeoutMs)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        trouble = new LeaseTrouble(config, client, clock);
        requests = Executors.newSingleThreadExecutor(daemon("lease-requests"));
        callbacks = Executors.newSingleThreadScheduledExecutor(daemon("leadership"));
    }

    /**
     * Competes from now on. Both callbacks run in one thread, in turn, never at once; they should be short.
     *
     * @param onGained when this candidate has become the leader
     * @param onLost when it no longer is; also when it is closed as the leader
     */
    public synchronized void start(Runnable onGained, Runnable onLost) {
        if (election != null || closed) {
            throw new IllegalStateException("the candidate %s was started before".formatted(config.identity()));
        }
        this.onGained = onGained;
        this.onLost = onLost;
        compete();
    }

    /** Whether this candidate leads, at this moment. */
    public synchronized boolean isLeader() {
        return holding && leadsUntilNanos - System.nanoTime() > 0;
    }

    @Override
    public String name() {
        return "lease/" + config.namespace() + "/" + config.leaseName();
    }

    /** Failing while the Lease cannot be used: this candidate leads no more, or never will. */
    @Override
    public SourceHealth health() {
        String what = trouble.text();
        SourceHealth.State state = isLeader() ? SourceHealth.State.LIVE : SourceHealth.State.WAITING;
        return new SourceHealth(what == null ? state : SourceHealth.State.FAILING, trouble.heardAt(), what);
    }

    /** Competes no more. A leader calls {@code onLost} first, then gives the Lease away, so that another leads at once. */
    @Override
    public void close() {
        CompletableFuture<?> competing;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            competing = election;
        }
        notHeld();
        awaitCallbacks();
        if (competing != null) {
            // Gives the Lease away in this thread, within three times the request timeout.
            competing.cancel(true);
        }
        requests.shutdownNow();
        callbacks.shutdownNow();
        client.close();
    }

    /** The API server has stored that this candidate holds the Lease: others count from when the request was sent, or later. */
    private synchronized void held(long sentAtNanos) {
        if (closed) {
            return;
        }
        holding = true;
        leadsUntilNanos = sentAtNanos + config.renewDeadline().toNanos();
        if (!gained && isLeader()) {
            gained = true;
            LOG.info("{} leads: it holds the lease {}/{}", config.identity(), config.namespace(), config.leaseName());
            callbacks.execute(onGained);
        }
        var _ = callbacks.schedule(this::expire, leadsUntilNanos - System.nanoTime(), NANOSECONDS);
    }

    private synchronized void notHeld() {
        holding = false;
        if (gained) {
            gained = false;
            LOG.info("{} leads no more", config.identity());
            callbacks.execute(onLost);
        }
    }

    private synchronized void expire() {
        if (holding && !isLeader()) {
            LOG.warn(
                    "{} could not renew the lease {}/{} for {}",
                    config.identity(),
                    config.namespace(),
                    config.leaseName(),
                    config.renewDeadline());
            notHeld();
        }
    }

    private synchronized void compete() {
        if (closed) {
            return;
        }
        var elector = new LeaderElector(
                client,
                new LeaderElectionConfig(
                        new ObservedLease(config, this::held, this::notHeld, trouble),
                        config.leaseDuration(),
                        config.renewDeadline(),
                        config.retryPeriod(),
                        new LeaderCallbacks(
                                () -> {},
                                () -> {},
                                leader -> LOG.info(
                                        "{} holds the lease {}/{}",
                                        leader == null || leader.isEmpty() ? "nobody" : leader,
                                        config.namespace(),
                                        config.leaseName())),
                        true,
                        config.leaseName()),
                requests);
        election = elector.start();
        var _ = election.whenComplete((nothing, trouble) -> competeLater());
    }

    private synchronized void competeLater() {
        notHeld();
        if (!closed) {
            var _ = callbacks.schedule(this::compete, config.retryPeriod().toMillis(), MILLISECONDS);
        }
    }

    /** Waits until {@code onLost} has returned, but not for longer than the others wait for the lease. */
    private void awaitCallbacks() {
        Future<?> last = callbacks.submit(() -> {});
        try {
            last.get(config.leaseDuration().toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("what {} did as the leader has not ended after {}", config.identity(), config.leaseDuration());
        } catch (ExecutionException e) {
            throw new IllegalStateException("an empty task cannot fail", e);
        }
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }
}
