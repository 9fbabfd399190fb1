package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the two amounts that a pod names for a resource. */
enum Side {
    /** What the scheduler reserves. */
    REQUESTS("requests"),
    /** What may be used at most. */
    LIMITS("limits");

    private final String field;

    Side(String field) {
        this.field = field;
    }

    /**
     * This side of what is written, as far as it is charged.
     *
     * @param element where it is written in the pod
     */
    Amounts of(@Nullable ResourceRequirements written, ResourceRules rules, String element) throws UnusablePod {
        if (written == null) {
            return Amounts.NONE;
        }
        Map<String, Quantity> quantities = this == REQUESTS ? written.getRequests() : written.getLimits();
        return QuantityText.charged(quantities, rules, element + '.' + field);
    }
}
