package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when to when a pod holds what it requests, as far as its own object tells; by the API server's clock at the start and
 * the node's at the end.
 *
 * @param scheduledAt when it was given a node; null if it never was, then it holds nothing
 * @param endedAt when its last container ended; null while the pod is not over, or if nobody tells
 * @param gone whether it is over although {@code endedAt} is null: it ended when this was observed, or sooner
 */
public record PodLife(
        @Nullable Instant scheduledAt, @Nullable Instant endedAt, boolean gone) {

    private static final PodLife NOT_BEGUN = new PodLife(null, null, false);

    /**
     * The life of a pod; of one without a status: not begun.
     *
     * @throws UnusablePod if an instant that counts is not written as Kubernetes writes them, or the pod has a node but not
     *     since when
     */
    public static PodLife of(Pod pod) throws UnusablePod {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return NOT_BEGUN;
        }
        Instant scheduledAt = scheduledAt(status);
        if (!isOver(status)) {
            return new PodLife(scheduledAt, null, false);
        }
        Instant endedAt = ContainerEnds.last(pod.getSpec(), status);
        // A node whose clock is behind can tell of an end before the start.
        boolean told = endedAt != null && (scheduledAt == null || !endedAt.isBefore(scheduledAt));
        return new PodLife(scheduledAt, told ? endedAt : null, !told);
    }

    private static boolean isOver(PodStatus status) {
        return "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase());
    }

    private static @Nullable Instant scheduledAt(PodStatus status) throws UnusablePod {
        int i = 0;
        for (PodCondition condition : Elements.of(status.getConditions(), "status.conditions")) {
            if ("PodScheduled".equals(condition.getType()) && "True".equals(condition.getStatus())) {
                String element = "status.conditions[%d].lastTransitionTime".formatted(i);
                Instant at = InstantText.read(condition.getLastTransitionTime(), element);
                if (at == null) {
                    throw InstantText.bad(String.valueOf(condition.getLastTransitionTime()), element);
                }
                return at;
            }
            i++;
        }
        return null;
    }
}
