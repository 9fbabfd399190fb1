package io.hubmeter.pages.hub;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may see the admin pages.
 *
 * @param everyHubAdmin whether whoever is an admin of the hub may
 * @param users who may besides, by name
 * @param groups whose members may besides
 */
public record Admins(boolean everyHubAdmin, Set<String> users, Set<String> groups) {
    /** Every admin of the hub. */
    public static final Admins OF_HUB = new Admins(true, Set.of(), Set.of());

    private static final String HUB = "hub";
    private static final String GROUP = "group:";

    /** Keeps copies. */
    public Admins {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
    }

    /**
     * Admins as they are written: {@code hub} for every admin of the hub, {@code group:NAME}, or a user's name.
     *
     * @throws IllegalArgumentException if there are none, or a group has no name
     */
    public static Admins parse(List<String> written) {
        Set<String> users = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        boolean everyHubAdmin = false;
        for (String entry : written) {
            if (entry.equals(HUB)) {
                everyHubAdmin = true;
            } else if (entry.startsWith(GROUP)) {
                groups.add(entry.substring(GROUP.length()));
            } else {
                users.add(entry);
            }
        }
        if (written.isEmpty() || groups.contains("") || users.contains("")) {
            throw new IllegalArgumentException(
                    "admins: found %s, expected 'hub', names of users, or group:NAME".formatted(written));
        }
        return new Admins(everyHubAdmin, users, groups);
    }

    /** Whether somebody may. */
    public boolean include(String user, Collection<String> memberOf, boolean isHubAdmin) {
        return (everyHubAdmin && isHubAdmin)
                || users.contains(user)
                || memberOf.stream().anyMatch(groups::contains);
    }
}
