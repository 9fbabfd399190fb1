package io.hubmeter.collector.kubernetes.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lease whose age is counted from when this candidate first saw its present version, on a clock that only runs forward, as
 * Kubernetes' own client in Go does it. The library compares the instant that the leader wrote, by its clock, with the own
 * clock: a candidate whose clock is ahead by a lease would then take over from a healthy leader, again and again.
 */
final class ObservedLease extends LeaseLock {

    private final LeadershipConfig config;
    private final LongConsumer onHeld;
    private final Runnable onNotHeld;
    private final LeaseTrouble trouble;
    private @Nullable String version;
    private long seenAtNanos;

    /**
     * A Lease and who is told what becomes of this candidate's hold on it.
     *
     * @param onHeld when the API server has stored that this candidate holds it; gets the {@link System#nanoTime} at which
     *     that was asked for
     * @param onNotHeld when somebody else or nobody holds it, or this candidate is about to let go
     * @param trouble told of every answer
     */
    ObservedLease(LeadershipConfig config, LongConsumer onHeld, Runnable onNotHeld, LeaseTrouble trouble) {
        super(config.namespace(), config.leaseName(), config.identity());
        this.config = config;
        this.onHeld = onHeld;
        this.onNotHeld = onNotHeld;
        this.trouble = trouble;
    }

    @Override
    public synchronized LeaderElectionRecord get(KubernetesClient client) {
        return asClientTrouble(false, () -> super.get(client));
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord written) {
        write(written, () -> super.create(client, written));
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord written) {
        LeaderElectionRecord clear = written.getHolderIdentity() == null ? heldByNobody(written) : written;
        write(clear, () -> super.update(client, clear));
    }

    @Override
    protected LeaderElectionRecord toRecord(Lease lease) {
        long nowNanos = System.nanoTime();
        String found = lease.getMetadata().getResourceVersion();
        if (!Objects.equals(found, version)) {
            version = found;
            seenAtNanos = nowNanos;
        }
        // A Lease made by hand may lack anything.
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        if (!identity().equals(spec.getHolderIdentity())) {
            onNotHeld.run();
        }
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        return new LeaderElectionRecord(
                spec.getHolderIdentity(),
                spec.getLeaseDurationSeconds() == null
                        ? config.leaseDuration()
                        : Duration.ofSeconds(spec.getLeaseDurationSeconds()),
                Objects.requireNonNullElse(spec.getAcquireTime(), now),
                now.minusNanos(nowNanos - seenAtNanos),
                Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
    }

    /** The library leaves a holder of null out of its patch, and so the old one in place. */
    private static LeaderElectionRecord heldByNobody(LeaderElectionRecord written) {
        return new LeaderElectionRecord(
                "",
                written.getLeaseDuration(),
                written.getAcquireTime(),
                written.getRenewTime(),
                written.getLeaderTransitions());
    }

    private void write(LeaderElectionRecord written, Runnable request) {
        boolean hold = identity().equals(written.getHolderIdentity());
        if (!hold) {
            onNotHeld.run();
        }
        long sentAtNanos = System.nanoTime();
        asClientTrouble(true, () -> {
            request.run();
            return written;
        });
        if (hold) {
            onHeld.accept(sentAtNanos);
        }
    }

    /** The elector goes on after trouble of the client; after anything else it ends and never says so. */
    private <T> T asClientTrouble(boolean isWrite, Supplier<T> request) {
        try {
            T answer = request.get();
            trouble.answered(isWrite);
            return answer;
        } catch (KubernetesClientException e) {
            trouble.failed(isWrite, e);
            throw e;
        } catch (RuntimeException e) {
            KubernetesClientException failure = new KubernetesClientException("cannot use the lease: " + e, e);
            trouble.failed(isWrite, failure);
            throw failure;
        }
    }
}
