package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hubmeter.collector.kubernetes.access.AccessCheck;
import io.hubmeter.collector.kubernetes.access.MissingPermission;
import io.hubmeter.collector.kubernetes.access.NeededAccess;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a source must be allowed to do; asked for when the API server has refused something. */
final class Permissions {
    private final AccessCheck check;
    private final NeededAccess needed;

    Permissions(KubernetesClient client, KubernetesSourceConfig config) {
        this.check = new AccessCheck(client);
        this.needed = new NeededAccess(
                config.namespace() == null ? Set.of() : Set.of(config.namespace()), config.dask(), null);
    }

    /** The refusal, in terms of what is missing in the collector's role as far as the server tells. */
    String explain(ApiFailure refusal) {
        try {
            List<MissingPermission> missing = check.missing(needed.permissions());
            return missing.isEmpty()
                    ? String.valueOf(refusal.getMessage())
                    : missing.stream().map(MissingPermission::message).collect(Collectors.joining("; "));
        } catch (KubernetesClientException e) {
            return String.valueOf(refusal.getMessage());
        }
    }
}
