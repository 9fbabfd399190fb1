package io.hubmeter.collector.kubernetes.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests and limits of a pod as a whole, before rounding.
 *
 * <p>The rules are those of Kubernetes' {@code PodRequests} and {@code PodLimits} with status (k8s.io/component-helpers 1.35):
 *
 * <ul>
 *   <li>App containers and sidecars run together, so they add up. Ordinary init containers run one after the other, each
 *       beside the sidecars that were started before it; the most that this takes counts if it is more.
 *   <li>During an in-place resize a container counts with the greatest of what is wanted (spec), allocated and actual; if the
 *       node says that it can never fit, without what is wanted. Ordinary init containers cannot be resized.
 *   <li>Pod-level resources take the place of the sum for CPU, memory and huge pages, with the same rule for a resize.
 *   <li>Overhead is added to every request, and to those limits that are not zero.
 * </ul>
 *
 * <p>An API server writes a limit into a request that is missing. So do these rules, so that a manifest counts the same.
 * Devices that come through resource claims (DRA) are not counted.
 *
 * @param requests what the scheduler reserves
 * @param limits what the pod may use at most
 */
record PodAmounts(Amounts requests, Amounts limits) {
    private static final String HUGE_PAGES = "hugepages-";

    /** One of the two amounts that a pod names for a resource. */
    private enum Kind {
        REQUESTS,
        LIMITS
    }

    static PodAmounts of(Pod pod, ResourceRules rules) throws UnusablePod {
        PodSpec spec = pod.getSpec();
        if (spec == null) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, "spec", "nothing", "an object");
        }
        Reader reader = new Reader(spec, pod.getStatus(), rules);
        return new PodAmounts(reader.total(Kind.REQUESTS), reader.total(Kind.LIMITS));
    }

    /** Reads one pod. */
    private static final class Reader {
        private final PodSpec spec;
        private final @Nullable PodStatus status;
        private final ResourceRules rules;
        private final boolean infeasible;
        private final Map<String, Reported> reported = new HashMap<>();

        Reader(PodSpec spec, @Nullable PodStatus status, ResourceRules rules) throws UnusablePod {
            this.spec = spec;
            this.status = status;
            this.rules = rules;
            this.infeasible = isInfeasible(status);
            if (status != null) {
                addReported(status.getContainerStatuses(), "status.containerStatuses");
                addReported(status.getInitContainerStatuses(), "status.initContainerStatuses");
            }
        }

        private void addReported(@Nullable List<ContainerStatus> statuses, String element) throws UnusablePod {
            int i = 0;
            for (ContainerStatus of : Elements.of(statuses, element)) {
                reported.put(of.getName(), new Reported(of, "%s[%d]".formatted(element, i++)));
            }
        }

        private static boolean isInfeasible(@Nullable PodStatus status) throws UnusablePod {
            if (status != null) {
                for (PodCondition condition : Elements.of(status.getConditions(), "status.conditions")) {
                    if ("PodResizePending".equals(condition.getType())) {
                        return "Infeasible".equals(condition.getReason());
                    }
                }
            }
            return false;
        }

        Amounts total(Kind kind) throws UnusablePod {
            Amounts overhead = read(spec.getOverhead(), "spec.overhead");
            Amounts containers = withPodLevel(kind, containers(kind), overhead);
            return switch (kind) {
                case REQUESTS -> containers.plus(overhead);
                case LIMITS -> containers.plus(only(overhead, containers));
            };
        }

        /** The overhead of those resources that are limited to more than nothing. */
        private static Amounts only(Amounts overhead, Amounts limits) {
            Map<String, BigDecimal> kept = new HashMap<>();
            overhead.asMap().forEach((name, value) -> {
                BigDecimal limit = limits.get(name);
                if (limit != null && limit.signum() > 0) {
                    kept.put(name, value);
                }
            });
            return Amounts.of(kept);
        }

        private Amounts containers(Kind kind) throws UnusablePod {
            Amounts running = Amounts.NONE;
            int i = 0;
            for (Container app : Elements.of(spec.getContainers(), "spec.containers")) {
                running = running.plus(resizable(kind, app, "spec.containers[%d]".formatted(i++)));
            }
            Amounts sidecars = Amounts.NONE;
            Amounts starting = Amounts.NONE;
            i = 0;
            for (Container init : Elements.of(spec.getInitContainers(), "spec.initContainers")) {
                String element = "spec.initContainers[%d]".formatted(i++);
                if ("Always".equals(init.getRestartPolicy())) {
                    sidecars = sidecars.plus(resizable(kind, init, element));
                    starting = starting.max(sidecars);
                } else {
                    starting = starting.max(sidecars.plus(wanted(kind, init.getResources(), element)));
                }
            }
            return running.plus(sidecars).max(starting);
        }

        private Amounts resizable(Kind kind, Container container, String element) throws UnusablePod {
            Amounts wanted = wanted(kind, container.getResources(), element);
            Reported found = reported.get(container.getName());
            if (found == null) {
                return wanted;
            }
            ResourceRequirements actual = found.status().getResources();
            Map<String, Quantity> allocated = found.status().getAllocatedResources();
            boolean told = actual != null || (kind == Kind.REQUESTS && allocated != null && !allocated.isEmpty());
            if (!told) {
                return wanted;
            }
            Amounts held = actual(kind, actual, found.element() + ".resources");
            if (kind == Kind.REQUESTS) {
                held = held.max(read(allocated, found.element() + ".allocatedResources"));
            }
            return infeasible ? held : wanted.max(held);
        }

        private Amounts withPodLevel(Kind kind, Amounts sum, Amounts overhead) throws UnusablePod {
            Amounts wanted = podLevel(wantedOfPod(kind, sum));
            if (wanted.isEmpty()) {
                return sum;
            }
            Amounts held =
                    status == null ? Amounts.NONE : podLevel(held(kind, status).less(overhead));
            return sum.overriddenBy(infeasible && !held.isEmpty() ? held : wanted.max(held));
        }

        private Amounts wantedOfPod(Kind kind, Amounts sum) throws UnusablePod {
            ResourceRequirements pod = spec.getResources();
            if (pod == null) {
                return Amounts.NONE;
            }
            Amounts limits = read(pod.getLimits(), "spec.resources.limits");
            if (kind == Kind.LIMITS) {
                return limits;
            }
            // The API server fills in what the containers request, and only where none requests anything the limit.
            Map<String, BigDecimal> standIns = new HashMap<>(limits.asMap());
            standIns.keySet().removeAll(sum.names());
            return read(pod.getRequests(), "spec.resources.requests").orElse(Amounts.of(standIns));
        }

        private Amounts held(Kind kind, PodStatus status) throws UnusablePod {
            Amounts actual = actual(kind, status.getResources(), "status.resources");
            return kind == Kind.LIMITS
                    ? actual
                    : actual.max(read(status.getAllocatedResources(), "status.allocatedResources"));
        }

        private static Amounts podLevel(Amounts amounts) {
            Map<String, BigDecimal> kept = new HashMap<>(amounts.asMap());
            kept.keySet()
                    .removeIf(name -> !name.equals("cpu") && !name.equals("memory") && !name.startsWith(HUGE_PAGES));
            return Amounts.of(kept);
        }

        private Amounts wanted(Kind kind, @Nullable ResourceRequirements resources, String element) throws UnusablePod {
            if (resources == null) {
                return Amounts.NONE;
            }
            Amounts limits = read(resources.getLimits(), element + ".resources.limits");
            return kind == Kind.LIMITS
                    ? limits
                    : read(resources.getRequests(), element + ".resources.requests")
                            .orElse(limits);
        }

        private Amounts actual(Kind kind, @Nullable ResourceRequirements resources, String element) throws UnusablePod {
            if (resources == null) {
                return Amounts.NONE;
            }
            return switch (kind) {
                case REQUESTS -> read(resources.getRequests(), element + ".requests");
                case LIMITS -> read(resources.getLimits(), element + ".limits");
            };
        }

        /** Only what is charged: a strange quantity of something else harms nobody. */
        private Amounts read(@Nullable Map<String, Quantity> quantities, String element) throws UnusablePod {
            Map<String, BigDecimal> amounts = new HashMap<>();
            for (Map.Entry<String, Quantity> quantity : Elements.of(quantities).entrySet()) {
                String name = quantity.getKey();
                if (rules.charges(name)) {
                    amounts.put(name, QuantityText.read(quantity.getValue(), element + '.' + name));
                }
            }
            return Amounts.of(amounts);
        }
    }

    /**
     * What the node says of a container.
     *
     * @param element where it stands in the pod
     */
    private record Reported(ContainerStatus status, String element) {}
}
