package io.hubmeter.collector.jupyterhub;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.problem.Excerpt;
import java.util.List;
import java.util.Optional;

/**
 * A user as the hub tells it, acceptable or not.
 *
 * @param name the raw name
 * @param groups sorted, each once
 */
record HubUser(String name, List<String> groups) {
    static final int MAX_GROUPS = 1_000;
    static final int MAX_GROUP_LENGTH = 255;

    HubUser {
        groups = groups.stream().distinct().sorted().toList();
    }

    /** Why it cannot be an account; empty if it can. */
    Optional<String> problem() {
        if (name.isEmpty() || name.length() > AccountId.MAX_USER_LENGTH || !isUnicode(name)) {
            return Optional.of("user: found %s of %d characters, expected 1 to %d characters of Unicode"
                    .formatted(Excerpt.quoted(name), name.length(), AccountId.MAX_USER_LENGTH));
        }
        if (groups.size() > MAX_GROUPS) {
            return Optional.of("user %s: found %d groups, expected at most %d"
                    .formatted(Excerpt.quoted(name), groups.size(), MAX_GROUPS));
        }
        return groups.stream()
                .filter(group -> group.isEmpty() || group.length() > MAX_GROUP_LENGTH || !isUnicode(group))
                .findFirst()
                .map(group -> "user %s: found group %s of %d characters, expected 1 to %d characters of Unicode"
                        .formatted(Excerpt.quoted(name), Excerpt.quoted(group), group.length(), MAX_GROUP_LENGTH));
    }

    /** Half a surrogate pair would become a question mark in UTF-8, and so two names one. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
