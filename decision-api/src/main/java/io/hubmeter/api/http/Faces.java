package io.hubmeter.api.http;

import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.admission.PodOwners;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the faces that others specify, AuthZEN and Kubernetes admission, need to be told.
 *
 * @param publicUri where callers reach this server, {@code http} or {@code https}, without a query; null to tell each caller the
 *     host that it asked for
 * @param admission who may create pods for users, and how pods are counted
 * @param owners whom Dask clusters belong to
 */
public record Faces(@Nullable URI publicUri, AdmissionRules admission, PodOwners owners) {
    /** No public address, nobody may create pods for users, no owner is known. */
    public static final Faces DEFAULT = new Faces(null, AdmissionRules.NOBODY, PodOwners.NONE);

    /** Checks the address. */
    public Faces {
        if (publicUri != null
                && (publicUri.getHost() == null
                        || publicUri.getRawQuery() != null
                        || publicUri.getRawFragment() != null
                        || !("http".equals(publicUri.getScheme()) || "https".equals(publicUri.getScheme())))) {
            throw new IllegalArgumentException(
                    "public URL: found '%s', expected http(s)://host, with a port and a path or without"
                            .formatted(publicUri));
        }
    }
}
