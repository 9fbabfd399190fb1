package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the last container of a pod that is over ended.
 *
 * <p>Nobody tells that unless every app container and every sidecar says when it ended. A node that is lost leaves them
 * running, an evicted pod may lose their states, and a container that could not be found again has no finish time: the ends of
 * its companions, and those of the init containers long before, say nothing of the pod. Containers that never ran are left out
 * only if the pod failed while it was being set up, for then the failed init container was the last.
 *
 * <p>{@code lastState} is never looked at: it is of a run before.
 */
final class ContainerEnds {
    private final Map<String, Told> told = new HashMap<>();
    private @Nullable Instant last;
    private boolean running;

    private ContainerEnds() {}

    /** The end of the last container; null if nobody tells. */
    static @Nullable Instant last(@Nullable PodSpec spec, PodStatus status) throws UnusablePod {
        ContainerEnds ends = new ContainerEnds();
        ends.read(status.getInitContainerStatuses(), "status.initContainerStatuses");
        ends.read(status.getContainerStatuses(), "status.containerStatuses");
        ends.read(status.getEphemeralContainerStatuses(), "status.ephemeralContainerStatuses");
        return !ends.running && ends.isComplete(spec) ? ends.last : null;
    }

    private void read(@Nullable List<ContainerStatus> statuses, String element) throws UnusablePod {
        int i = 0;
        for (ContainerStatus status : Elements.of(statuses, element)) {
            ContainerState state = status.getState();
            if (state != null && state.getTerminated() != null) {
                Instant at = InstantText.read(
                        state.getTerminated().getFinishedAt(),
                        "%s[%d].state.terminated.finishedAt".formatted(element, i));
                Integer exitCode = state.getTerminated().getExitCode();
                told.put(status.getName(), new Told(at, exitCode != null && exitCode != 0));
                last = later(last, at);
            } else if (state != null && state.getRunning() != null) {
                running = true;
            }
            i++;
        }
    }

    private boolean isComplete(@Nullable PodSpec spec) throws UnusablePod {
        if (spec == null) {
            return false;
        }
        Set<String> lasting = new HashSet<>();
        boolean setUp = true;
        for (Container init : Elements.of(spec.getInitContainers(), "spec.initContainers")) {
            if ("Always".equals(init.getRestartPolicy())) {
                lasting.add(init.getName());
            } else {
                Told end = told.get(init.getName());
                setUp &= end == null || !end.failed();
            }
        }
        for (Container app : Elements.of(spec.getContainers(), "spec.containers")) {
            lasting.add(app.getName());
        }
        for (String name : lasting) {
            Told end = told.get(name);
            if (end == null ? setUp : end.at() == null) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }

    /**
     * How a container ended.
     *
     * @param at when; null if it does not say
     * @param failed whether it ended with an error
     */
    private record Told(@Nullable Instant at, boolean failed) {}
}
