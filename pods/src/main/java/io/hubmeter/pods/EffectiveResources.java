package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a pod holds while it has a node, counted as the Kubernetes scheduler counts it.
 *
 * <p>CPU is rounded up to a thousandth of a core, everything else to a whole unit, both once for the pod as a whole, as the
 * scheduler does. Amounts are exact otherwise and know no bound of their own.
 */
public final class EffectiveResources {
    private static final int CPU_DECIMALS = 3;

    private EffectiveResources() {}

    /**
     * What the pod holds, in natural units (cores, bytes, devices) by the names of Hubmeter's resources, in the order of the
     * names; zeros are left out.
     *
     * @throws UnusablePod if a quantity that is charged cannot be used, or the pod has no spec
     */
    public static Map<String, BigDecimal> of(Pod pod, ResourceRules rules) throws UnusablePod {
        PodAmounts amounts = PodAmounts.of(pod, rules);
        Map<Resource, BigDecimal> requests = charged(amounts.requests(), rules);
        Map<Resource, BigDecimal> limits = charged(amounts.limits(), rules);
        Map<String, BigDecimal> effective = new TreeMap<>();
        requests.forEach((resource, amount) -> {
            if (rules.basis(resource) != ResourceRules.Basis.LIMITS) {
                effective.merge(resource.name(), amount, BigDecimal::max);
            }
        });
        limits.forEach((resource, amount) -> {
            if (rules.basis(resource) != ResourceRules.Basis.REQUESTS) {
                effective.merge(resource.name(), amount, BigDecimal::max);
            }
        });
        effective.values().removeIf(amount -> amount.signum() == 0);
        return effective;
    }

    private static Map<Resource, BigDecimal> charged(Amounts amounts, ResourceRules rules) throws UnusablePod {
        Map<Resource, BigDecimal> charged = new TreeMap<>();
        for (Map.Entry<String, BigDecimal> amount : amounts.asMap().entrySet()) {
            Optional<Resource> resource = resource(amount.getKey(), rules);
            if (resource.isPresent()) {
                int decimals = resource.get().equals(Resource.CPU) ? CPU_DECIMALS : 0;
                BigDecimal rounded = amount.getValue().setScale(decimals, RoundingMode.CEILING);
                charged.merge(resource.get(), rounded, BigDecimal::add);
            }
        }
        return charged;
    }

    private static Optional<Resource> resource(String name, ResourceRules rules) throws UnusablePod {
        try {
            return rules.resource(name);
        } catch (IllegalArgumentException e) {
            throw new UnusablePod(
                    UnusableReason.BAD_RESOURCE,
                    "spec.containers[].resources",
                    Excerpt.quoted(name),
                    "a name that the mapping makes a resource of; "
                            + Excerpt.ofMessage(String.valueOf(e.getMessage())));
        }
    }
}
