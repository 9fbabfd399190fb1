package io.hubmeter.collector.kubernetes.access;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server what a client may do, so that a missing permission is named before it hurts. Every authenticated client
 * may ask this of itself ({@code SelfSubjectAccessReview}), unless {@code system:basic-user} was taken away.
 */
public final class AccessCheck {

    private final KubernetesClient client;

    /** A check of whom this client connects as. */
    public AccessCheck(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Those of the needed permissions that the client lacks, in the same order; empty if it may do all. One request each.
     *
     * @throws KubernetesClientException if the API server cannot be asked
     */
    public List<MissingPermission> missing(Collection<Permission> needed) {
        var refused = new ArrayList<Permission>();
        for (Permission permission : needed) {
            if (!allowed(permission)) {
                refused.add(permission);
            }
        }
        String user = refused.isEmpty() ? null : user();
        return refused.stream()
                .map(permission -> new MissingPermission(user, permission))
                .toList();
    }

    private boolean allowed(Permission permission) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(new ResourceAttributesBuilder()
                        .withVerb(permission.verb())
                        .withGroup(permission.group())
                        .withResource(permission.resource())
                        .withNamespace(permission.namespace())
                        .withName(permission.name())
                        .build())
                .endSpec()
                .build();
        SelfSubjectAccessReview answer =
                client.authorization().v1().selfSubjectAccessReview().create(question);
        return Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    /** Null where the API server does not say: {@code SelfSubjectReview} is new in Kubernetes 1.28. */
    private @Nullable String user() {
        try {
            SelfSubjectReview answer =
                    client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
            return answer.getStatus().getUserInfo().getUsername();
        } catch (KubernetesClientException e) {
            return null;
        }
    }
}
