package io.hubmeter.collector.kubernetes.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one collector does in one cluster.
 *
 * @param namespaces that it watches; empty for the whole cluster
 * @param dask whether it looks up the users of Dask clusters
 * @param lease the Lease by which several collectors agree on one; null without leader election
 */
public record NeededAccess(
        Set<String> namespaces, boolean dask, @Nullable LeaseName lease) {

    /** Where a Lease is. */
    public record LeaseName(String namespace, String name) {}

    public NeededAccess {
        namespaces = Set.copyOf(namespaces);
    }

    /** One permission for each verb and place, in the order of namespaces. */
    public SequencedSet<Permission> permissions() {
        var needed = new LinkedHashSet<Permission>();
        for (String namespace : places()) {
            String place = namespace.isEmpty() ? null : namespace;
            needed.add(new Permission("list", "", "pods", place, null));
            needed.add(new Permission("watch", "", "pods", place, null));
            if (dask) {
                needed.add(new Permission("get", "gateway.dask.org", "daskclusters", place, null));
            }
        }
        if (lease != null) {
            needed.addAll(ofLease(lease));
        }
        return needed;
    }

    /** What a candidate for a Lease does with it. */
    public static List<Permission> ofLease(LeaseName lease) {
        return List.of(
                ofLease("create", lease.namespace(), null),
                ofLease("get", lease.namespace(), lease.name()),
                ofLease("patch", lease.namespace(), lease.name()));
    }

    private List<String> places() {
        var places = new ArrayList<>(namespaces.isEmpty() ? Set.of("") : namespaces);
        places.sort(null);
        return places;
    }

    private static Permission ofLease(String verb, String namespace, @Nullable String name) {
        return new Permission(verb, "coordination.k8s.io", "leases", namespace, name);
    }
}
