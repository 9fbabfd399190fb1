package io.hubmeter.api.admission;

import io.hubmeter.pods.ResourceRules;
import java.util.Map;

/**
 * Who may create pods for users, and how pods are counted.
 *
 * @param hubs the hub by the user name with which Kubernetes knows whoever creates its pods, usually {@code
 *     system:serviceaccount:namespace:name}: the hub itself, and the controller of its Dask Gateway
 * @param allowUnknownOwners whether a pod of a Dask cluster whose owner is not known may be created; it is charged to nobody
 *     until the collector learns the owner
 * @param resources how pods are counted; must be as the collector's, or what is decided is not what is charged
 */
public record AdmissionRules(Map<String, String> hubs, boolean allowUnknownOwners, ResourceRules resources) {
    /** Nobody may create pods for users. */
    public static final AdmissionRules NOBODY = new AdmissionRules(Map.of(), false, ResourceRules.DEFAULT);

    /** Keeps the map to itself. */
    public AdmissionRules {
        hubs = Map.copyOf(hubs);
        hubs.forEach((requester, hub) -> {
            if (requester.isEmpty() || hub.isEmpty()) {
                throw new IllegalArgumentException(
                        "requester: found '%s=%s', expected user=hub".formatted(requester, hub));
            }
        });
    }
}
