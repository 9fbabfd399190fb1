package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.math.BigDecimal;
import java.util.HashMap;
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

    static PodAmounts of(Pod pod, ResourceRules rules) throws UnusablePod {
        PodSpec spec = pod.getSpec();
        if (spec == null) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, "spec", "nothing", "an object");
        }
        PodStatus status = pod.getStatus();
        boolean infeasible = isInfeasible(status);
        ContainerAmounts containers = new ContainerAmounts(spec, status, infeasible, rules);
        Reader reader = new Reader(spec, status, infeasible, rules);
        Amounts overhead = QuantityText.charged(spec.getOverhead(), rules, "spec.overhead");
        Amounts requests = reader.podLevel(Side.REQUESTS, containers.total(Side.REQUESTS), overhead);
        Amounts limits = reader.podLevel(Side.LIMITS, containers.total(Side.LIMITS), overhead);
        return new PodAmounts(requests.plus(overhead), limits.plus(limited(overhead, limits)));
    }

    /** The overhead of those resources that are limited to more than nothing. */
    private static Amounts limited(Amounts overhead, Amounts limits) {
        Map<String, BigDecimal> kept = new HashMap<>();
        overhead.asMap().forEach((name, value) -> {
            BigDecimal limit = limits.get(name);
            if (limit != null && limit.signum() > 0) {
                kept.put(name, value);
            }
        });
        return Amounts.of(kept);
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

    /** Reads what is said of the pod as a whole. */
    private record Reader(PodSpec spec, @Nullable PodStatus status, boolean infeasible, ResourceRules rules) {

        /** The sum of the containers, and in its place what is said of the whole. */
        Amounts podLevel(Side side, Amounts sum, Amounts overhead) throws UnusablePod {
            Amounts wanted = supported(wanted(side, sum));
            if (wanted.isEmpty()) {
                return sum;
            }
            // A node tells of the overhead too.
            Amounts held = supported(held(side).less(overhead));
            return sum.overriddenBy(infeasible && !held.isEmpty() ? held : wanted.max(held));
        }

        private Amounts wanted(Side side, Amounts sum) throws UnusablePod {
            Amounts limits = Side.LIMITS.of(spec.getResources(), rules, "spec.resources");
            if (side == Side.LIMITS) {
                return limits;
            }
            // The API server fills in what the containers request, and only where none requests anything the limit.
            Map<String, BigDecimal> standIns = new HashMap<>(limits.asMap());
            standIns.keySet().removeAll(sum.names());
            return side.of(spec.getResources(), rules, "spec.resources").orElse(Amounts.of(standIns));
        }

        private Amounts held(Side side) throws UnusablePod {
            if (status == null) {
                return Amounts.NONE;
            }
            Amounts actual = side.of(status.getResources(), rules, "status.resources");
            return side == Side.LIMITS
                    ? actual
                    : actual.max(
                            QuantityText.charged(status.getAllocatedResources(), rules, "status.allocatedResources"));
        }

        private static Amounts supported(Amounts amounts) {
            Map<String, BigDecimal> kept = new HashMap<>(amounts.asMap());
            kept.keySet()
                    .removeIf(name -> !name.equals("cpu") && !name.equals("memory") && !name.startsWith("hugepages-"));
            return Amounts.of(kept);
        }
    }
}
