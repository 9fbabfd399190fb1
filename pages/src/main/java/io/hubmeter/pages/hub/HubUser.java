package io.hubmeter.pages.hub;

import java.util.List;

/**
 * Whom a token belongs to, as the hub says now.
 *
 * @param name the raw name
 * @param groups the user's groups; empty if there are none or the hub does not tell
 * @param isHubAdmin whether the user is an admin of the hub
 * @param scopes what the token may do
 */
record HubUser(String name, List<String> groups, boolean isHubAdmin, List<String> scopes) {
    HubUser {
        groups = List.copyOf(groups);
        scopes = List.copyOf(scopes);
    }

    /** Whether the hub lets the user into a service; access to servers, or to another service, is none. */
    boolean mayAccess(String service) {
        return scopes.contains("access:services") || scopes.contains("access:services!service=" + service);
    }
}
