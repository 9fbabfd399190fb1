package io.hubmeter.collector.jupyterhub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what of a reading of the hub's users is new, against what was published before.
 *
 * <p>A user counts as gone only if two complete readings in a row did not have him: the hub numbers its pages, so a user who is
 * deleted while they are read moves another from a page that is still to come onto one that was read already.
 */
final class AccountChanges {
    private final Map<String, List<String>> published;
    private final Set<String> listed = new HashSet<>();
    private Set<String> missing = Set.of();

    AccountChanges(Map<String, List<String>> published) {
        this.published = new HashMap<>(published);
    }

    /** Begins another reading. */
    void start() {
        listed.clear();
    }

    /** Notes that the hub has a user of whom nothing can be published. */
    void keep(String user) {
        listed.add(user);
    }

    /** Notes a user, to be published if the answer is true. */
    boolean note(HubUser user) {
        listed.add(user.name());
        return !user.groups().equals(published.put(user.name(), user.groups()));
    }

    /** Completes a reading: users, to be published without groups, whom the hub does not have any more. */
    List<String> complete() {
        Set<String> stillMissing = new HashSet<>();
        List<String> gone = new ArrayList<>();
        published.forEach((user, groups) -> {
            if (!groups.isEmpty() && !listed.contains(user)) {
                (missing.contains(user) ? gone : stillMissing).add(user);
            }
        });
        gone.forEach(user -> published.put(user, List.of()));
        missing = stillMissing;
        gone.sort(null);
        return gone;
    }
}
