package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Policy.Rules;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a policy document says, read from the root of its tree; every value that is not acceptable becomes a problem. */
final class PolicyDocument {
    private static final List<String> KEYS = List.of(
            "combine", "minimumRuntime", "freshness", "grace", "enforce", "window", "default", "groups", "users");
    private static final List<String> COMBINATIONS = List.of("max", "min", "sum");
    private static final List<String> BOOLEANS = List.of("true", "false");
    private static final Duration DEFAULT_WINDOW = Duration.ofDays(30);
    private static final Duration ONE_DAY = Duration.ofDays(1);
    private static final Duration ONE_WEEK = Duration.ofDays(7);
    private static final int MAX_GROUP_LENGTH = 255;
    private static final String EXPECTED_ACCOUNT =
            "realm/user, with a realm of 1 to 63 characters of a-z, 0-9 and -, and a user of 1 to %d characters"
                    .formatted(AccountId.MAX_USER_LENGTH);

    private final Duration longestWindow;
    private final Problems problems;

    PolicyDocument(Duration longestWindow, Problems problems) {
        this.longestWindow = longestWindow;
        this.problems = problems;
    }

    /** The policy; worth something only if no problem was found. */
    Policy read(Node root, String name, String hash, String text) {
        Map<String, Place> values = PolicyMapping.values(new Place("", root), KEYS, problems);
        Rules rules = Rules.of(
                        combination(values.get("combine")),
                        duration(values.get("minimumRuntime"), Rules.DEFAULT.minimumRuntime(), Duration.ZERO, ONE_DAY),
                        duration(
                                values.get("freshness"),
                                Rules.DEFAULT.freshnessBound(),
                                Duration.ofSeconds(1),
                                ONE_DAY),
                        duration(values.get("grace"), Rules.DEFAULT.grace(), Duration.ZERO, ONE_WEEK))
                .enforced(enforce(values.get("enforce")));
        Duration window = duration(values.get("window"), DEFAULT_WINDOW, LimitText.SHORTEST_WINDOW, longestWindow);
        PolicyLimits limits = new PolicyLimits(new LimitText(window, longestWindow), problems);
        Place defaults = values.get("default");
        return Policy.of(
                name,
                hash,
                text,
                rules,
                defaults == null ? List.of() : limits.of(defaults),
                groups(values.get("groups"), limits),
                users(values.get("users"), limits));
    }

    private Combination combination(@Nullable Place place) {
        String word = word(place, COMBINATIONS, "max, min or sum");
        return word == null ? Rules.DEFAULT.combination() : Combination.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private boolean enforce(@Nullable Place place) {
        String word = word(place, BOOLEANS, "true or false");
        return word == null ? Rules.DEFAULT.enforce() : word.equals("true");
    }

    private @Nullable String word(@Nullable Place place, List<String> known, String expected) {
        if (place == null) {
            return null;
        }
        String text = place.text();
        if (text == null || !known.contains(text)) {
            place.refuse(problems, expected, text == null ? null : NearestWord.to(text, known));
            return null;
        }
        return text;
    }

    private Duration duration(@Nullable Place place, Duration fallback, Duration least, Duration most) {
        if (place == null) {
            return fallback;
        }
        Optional<Duration> written = Optional.ofNullable(place.text()).flatMap(DurationText::parse);
        if (written.isEmpty()) {
            place.refuse(problems, DurationText.EXPECTED);
            return fallback;
        }
        if (written.get().compareTo(least) < 0 || written.get().compareTo(most) > 0) {
            place.refuse(problems, "%s to %s".formatted(DurationText.of(least), DurationText.of(most)));
            return fallback;
        }
        return written.get();
    }

    private Map<String, List<Limit>> groups(@Nullable Place place, PolicyLimits limits) {
        Map<String, List<Limit>> groups = new LinkedHashMap<>();
        if (place != null) {
            PolicyMapping.entries(place, "a mapping of groups", problems).forEach(entry -> {
                String name = entry.key();
                if (name.isBlank() || name.length() > MAX_GROUP_LENGTH) {
                    refuseKey(entry, "a group name of 1 to %d characters".formatted(MAX_GROUP_LENGTH));
                }
                groups.put(name, limits.of(entry.value()));
            });
        }
        return groups;
    }

    private Map<AccountId, List<Limit>> users(@Nullable Place place, PolicyLimits limits) {
        Map<AccountId, List<Limit>> users = new LinkedHashMap<>();
        if (place != null) {
            PolicyMapping.entries(place, "a mapping of users", problems).forEach(entry -> {
                List<Limit> own = limits.of(entry.value());
                try {
                    users.put(AccountId.parse(entry.key()), own);
                } catch (IllegalArgumentException notAnAccount) {
                    refuseKey(entry, EXPECTED_ACCOUNT);
                }
            });
        }
        return users;
    }

    private void refuseKey(PolicyMapping.Entry entry, String expected) {
        new Place(entry.value().path(), entry.keyNode()).refuse(problems, expected);
    }
}
