package io.hubmeter.collector.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which hub the pods of a namespace belong to, and with whom that hub shares quotas. Nothing in a pod decides that: whoever
 * may create pods in one namespace must not be able to spend the quotas of another one's users.
 *
 * @param byNamespace the hub of each namespace named
 * @param others the hub of all other namespaces; null if they are not watched
 * @param realms the realm of each hub that shares quotas with others; a hub that is not there is a realm of its own
 */
public record Hubs(
        Map<String, String> byNamespace, @Nullable String others, Map<String, String> realms) {

    /** Keeps the maps to itself. */
    public Hubs {
        byNamespace = Map.copyOf(byNamespace);
        realms = Map.copyOf(realms);
    }

    /** The hub of a namespace; null if the namespace is not watched. */
    @Nullable
    String hubOf(String namespace) {
        return byNamespace.getOrDefault(namespace, others);
    }

    /** The realm of a hub. */
    String realmOf(String hub) {
        return realms.getOrDefault(hub, hub);
    }

    /** Whether every namespace of the cluster is watched. */
    public boolean isWholeCluster() {
        return others != null;
    }

    /** These hubs as far as one namespace is concerned. */
    public Hubs only(String namespace) {
        String hub = hubOf(namespace);
        return new Hubs(hub == null ? Map.of() : Map.of(namespace, hub), null, realms);
    }

    /** Every realm that pods of the namespaces can belong to, in ascending order. */
    List<String> allRealms() {
        return List.copyOf(new TreeSet<>(Stream.concat(byNamespace.values().stream(), Stream.ofNullable(others))
                .map(this::realmOf)
                .toList()));
    }
}
