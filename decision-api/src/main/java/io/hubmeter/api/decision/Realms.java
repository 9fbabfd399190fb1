package io.hubmeter.api.decision;

import io.hubmeter.core.metering.AccountId;
import java.util.List;
import java.util.Map;

/**
 * Which realm a hub belongs to.
 *
 * @param byHub the realm by hub, for hubs that share one; a hub that is not listed is a realm of its own name
 * @param unnamed the realm of whoever names neither hub nor realm
 */
public record Realms(Map<String, String> byHub, String unnamed) {
    /** Every hub its own realm; {@code default} for those that name none. */
    public static final Realms DEFAULT = new Realms(Map.of(), "default");

    /** Checks that every realm is acceptable. */
    public Realms {
        byHub = Map.copyOf(byHub);
        check("default realm", unnamed);
        byHub.forEach((hub, realm) -> check("realm of hub '" + hub + "'", realm));
    }

    private static void check(String what, String realm) {
        if (!AccountId.isRealm(realm)) {
            throw new IllegalArgumentException(
                    "%s: found '%s', expected 1 to 63 characters of a-z, 0-9 and -".formatted(what, realm));
        }
    }

    /** The realm of a hub; not checked, since an unlisted hub's own name need not be acceptable as a realm. */
    public String ofHub(String hub) {
        return byHub.getOrDefault(hub, hub);
    }

    /** The hubs that are known to belong to a realm, in the order of their names: one of its own name if none is listed. */
    public List<String> hubsOf(String realm) {
        List<String> listed = byHub.entrySet().stream()
                .filter(hub -> hub.getValue().equals(realm))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return listed.isEmpty() ? List.of(realm) : listed;
    }
}
