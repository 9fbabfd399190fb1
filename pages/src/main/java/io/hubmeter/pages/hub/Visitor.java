package io.hubmeter.pages.hub;

import java.util.List;

/**
 * Who looks at a page, as the hub told at most a minute ago.
 *
 * @param user the raw name; any Unicode
 * @param groups the groups that the hub lists; empty if there are none or the hub does not tell
 * @param isAdmin whether the visitor may see the admin pages, which need not be so for every admin of the hub
 */
public record Visitor(String user, List<String> groups, boolean isAdmin) {
    /** Keeps a copy. */
    public Visitor {
        groups = List.copyOf(groups);
    }
}
