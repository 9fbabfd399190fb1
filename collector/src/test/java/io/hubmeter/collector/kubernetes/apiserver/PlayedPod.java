package io.hubmeter.collector.kubernetes.apiserver;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pod that {@link PlayedKubelet} made, and what the API server has said of it so far. */
public final class PlayedPod {

    private final PlayedServer asked;
    private final String name;
    private final String uid;
    private final Supplier<Pod> stored;
    private boolean bound;
    private @Nullable Instant start;
    private @Nullable Instant end;
    private @Nullable Instant latestEnd;
    private EndBasis basis = EndBasis.NONE;

    /**
     * A pod that was just created.
     *
     * @param stored asks the API server for it
     */
    PlayedPod(PlayedServer asked, Pod created, Supplier<Pod> stored) {
        this.asked = asked;
        this.stored = stored;
        name = created.getMetadata().getName();
        uid = created.getMetadata().getUid();
    }

    public String name() {
        return name;
    }

    public String uid() {
        return uid;
    }

    /** What is to be charged for it, as far as it has come. Asks the API server for the start if no answer has told it. */
    public synchronized PodTruth truth() {
        if (bound && start == null) {
            heard(stored.get());
        }
        return new PodTruth(
                uid,
                name,
                asked.user(),
                asked.server(),
                asked.cpuMillicores(),
                asked.memoryBytes(),
                start,
                end,
                latestEnd,
                basis);
    }

    /** It is on a node: the API server has dated its start. */
    synchronized void bound() {
        bound = true;
    }

    /** Keeps what an answer of the API server says of the start. */
    synchronized void heard(Pod stored) {
        if (!uid.equals(stored.getMetadata().getUid())) {
            throw new IllegalStateException("pod %s is another by now".formatted(name));
        }
        start = stored.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("True"))
                .map(PodCondition::getLastTransitionTime)
                .map(Instant::parse)
                .findFirst()
                .orElse(null);
    }

    /** Keeps the latest end of a container in an answer of the API server. */
    synchronized void finished(Pod stored) {
        heard(stored);
        end = stored.getStatus().getContainerStatuses().stream()
                .map(status -> Objects.requireNonNull(status.getState().getTerminated())
                        .getFinishedAt())
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElseThrow();
        latestEnd = end;
        basis = EndBasis.FINISHED_AT;
    }

    /** Keeps an end that the API server does not date, unless the pod had ended before. */
    synchronized void ended(EndBasis how, Instant before, Instant after) {
        if (basis == EndBasis.NONE) {
            end = before;
            latestEnd = after;
            basis = how;
        }
    }
}
