package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the containers of a pod come to at the moment that needs most. */
final class ContainerAmounts {
    private final PodSpec spec;
    private final boolean infeasible;
    private final ResourceRules rules;
    private final Map<String, Reported> reported = new HashMap<>();

    /**
     * The containers of a pod.
     *
     * @param status what the node says of them; null if it says nothing yet
     * @param infeasible whether the node says that the resize that is wanted can never fit
     */
    ContainerAmounts(PodSpec spec, @Nullable PodStatus status, boolean infeasible, ResourceRules rules)
            throws UnusablePod {
        this.spec = spec;
        this.infeasible = infeasible;
        this.rules = rules;
        if (status != null) {
            addReported(status.getContainerStatuses(), "status.containerStatuses");
            addReported(status.getInitContainerStatuses(), "status.initContainerStatuses");
        }
    }

    private void addReported(@Nullable List<ContainerStatus> statuses, String element) throws UnusablePod {
        int i = 0;
        for (ContainerStatus status : Elements.of(statuses, element)) {
            reported.put(status.getName(), new Reported(status, "%s[%d]".formatted(element, i++)));
        }
    }

    /** The greater of the init stage and what runs after it. */
    Amounts total(Side side) throws UnusablePod {
        Amounts running = Amounts.NONE;
        int i = 0;
        for (Container app : Elements.of(spec.getContainers(), "spec.containers")) {
            running = running.plus(resizable(side, app, "spec.containers[%d]".formatted(i++)));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        i = 0;
        for (Container init : Elements.of(spec.getInitContainers(), "spec.initContainers")) {
            String element = "spec.initContainers[%d]".formatted(i++);
            if ("Always".equals(init.getRestartPolicy())) {
                sidecars = sidecars.plus(resizable(side, init, element));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(wanted(side, init, element)));
            }
        }
        return running.plus(sidecars).max(starting);
    }

    /** What a container holds that can be resized while it runs. */
    private Amounts resizable(Side side, Container container, String element) throws UnusablePod {
        Amounts wanted = wanted(side, container, element);
        Reported found = reported.get(container.getName());
        if (found == null) {
            return wanted;
        }
        ResourceRequirements actual = found.status().getResources();
        Map<String, Quantity> allocated =
                side == Side.LIMITS ? Map.of() : Elements.of(found.status().getAllocatedResources());
        if (actual == null && allocated.isEmpty()) {
            return wanted;
        }
        Amounts held = side.of(actual, rules, found.element() + ".resources")
                .max(QuantityText.charged(allocated, rules, found.element() + ".allocatedResources"));
        return infeasible ? held : wanted.max(held);
    }

    private Amounts wanted(Side side, Container container, String element) throws UnusablePod {
        ResourceRequirements resources = container.getResources();
        Amounts limits = Side.LIMITS.of(resources, rules, element + ".resources");
        return side == Side.LIMITS
                ? limits
                : side.of(resources, rules, element + ".resources").orElse(limits);
    }

    /**
     * What the node says of a container.
     *
     * @param element where it stands in the pod
     */
    private record Reported(ContainerStatus status, String element) {}
}
