package io.hubmeter.culler.dask;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Clusters as {@code DaskCluster} objects of an API server; whoever deletes one of them needs the verbs get and delete, no more. */
public final class KubernetesDaskClusters implements DaskClusters {
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("gateway.dask.org")
            .withVersion("v1alpha1")
            .withKind("DaskCluster")
            .withPlural("daskclusters")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;

    /** The clusters that a client sees; it stays the caller's. */
    public KubernetesDaskClusters(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public DaskSays look(String namespace, String name, String user) throws IOException {
        GenericKubernetesResource found = call(namespace, name, Resource::get);
        if (found == null || found.getMetadata().getDeletionTimestamp() != null) {
            return DaskSays.GONE;
        }
        Object owner = found.get("spec", "username");
        return owner == null || owner.equals(user) ? DaskSays.THERE : DaskSays.OF_ANOTHER_USER;
    }

    @Override
    public boolean delete(String namespace, String name) throws IOException {
        Boolean deleted = call(namespace, name, cluster -> !cluster.delete().isEmpty());
        return deleted != null && deleted;
    }

    private interface Call<T> {
        @Nullable
        T on(Resource<GenericKubernetesResource> cluster);
    }

    private <T> @Nullable T call(String namespace, String name, Call<T> call) throws IOException {
        try {
            return call.on(client.genericKubernetesResources(KIND)
                    .inNamespace(namespace)
                    .withName(name));
        } catch (KubernetesClientException e) {
            throw new IOException(
                    "DaskCluster %s/%s: found %s, expected to look at it or delete it"
                            .formatted(namespace, name, e.getMessage()),
                    e);
        }
    }
}
