package io.hubmeter.collector.policyfile;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Policy.Rules;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a policy document says, read from the root of its tree; every value that is not acceptable becomes a problem. */
final class PolicyDocument {
    static final Duration DEFAULT_WINDOW = Duration.ofDays(30);

    private static final Duration ONE_DAY = Duration.ofDays(1);
    private static final Duration ONE_WEEK = Duration.ofDays(7);
    private static final int MAX_GROUP_LENGTH = 255;
    private static final String EXPECTED_ACCOUNT =
            "realm/user, with a realm of 1 to 63 characters of a-z, 0-9 and -, and a user of 1 to %d characters"
                    .formatted(AccountId.MAX_USER_LENGTH);

    private final Duration longestWindow;
    private final Problems problems;
    private final PolicyScalars scalars;

    PolicyDocument(Duration longestWindow, Problems problems) {
        this.longestWindow = longestWindow;
        this.problems = problems;
        this.scalars = new PolicyScalars(problems);
    }

    /** The policy; worth something only if no problem was found. */
    Policy read(Node root, String name, String hash, String text) {
        Map<String, Place> values = PolicyMapping.values(new Place("", root), PolicyKeys.FILE, problems);
        PolicyDenial denials = new PolicyDenial(text, problems);
        Rules rules = rules(values, denials);
        PolicyHubs hubs = PolicyHubs.of(values.get("hubs"), scalars, denials, problems);
        Duration window =
                scalars.duration(values.get("window"), DEFAULT_WINDOW, LimitText.SHORTEST_WINDOW, longestWindow);
        PolicyRules entries = new PolicyRules(new LimitText(window, longestWindow), scalars, hubs, problems);
        Place defaults = values.get("default");
        return new Policy(
                name,
                hash,
                text,
                rules,
                hubs.byName(),
                defaults == null ? List.of() : entries.of(defaults, null),
                groups(values.get("groups"), entries),
                users(values.get("users"), entries));
    }

    private Rules rules(Map<String, Place> values, PolicyDenial denials) {
        Place warnings = values.get("warnings");
        Place prices = values.get("prices");
        UnknownIs unknown = scalars.unknown(values.get("unknown"));
        return new Rules(
                scalars.combination(values.get("combine"), Rules.DEFAULT.combination()),
                scalars.duration(values.get("minimumRuntime"), Rules.DEFAULT.minimumRuntime(), Duration.ZERO, ONE_DAY),
                scalars.duration(
                        values.get("freshness"), Rules.DEFAULT.freshnessBound(), Duration.ofSeconds(1), ONE_DAY),
                scalars.duration(values.get("grace"), Rules.DEFAULT.grace(), Duration.ZERO, ONE_WEEK),
                scalars.truth(values.get("enforce"), Rules.DEFAULT.enforce()),
                unknown == null ? Rules.DEFAULT.unknown() : unknown,
                warnings == null ? Rules.DEFAULT.warnings() : PolicyWarnings.of(warnings, problems),
                denials.of(values.get("denial")),
                prices == null ? Prices.NONE : PolicyPrices.of(prices, problems));
    }

    private Map<String, List<Rule>> groups(@Nullable Place place, PolicyRules entries) {
        Map<String, List<Rule>> groups = new LinkedHashMap<>();
        if (place != null) {
            PolicyMapping.entries(place, "a mapping of groups", problems).forEach(entry -> {
                String name = entry.key();
                if (name.isBlank() || name.length() > MAX_GROUP_LENGTH) {
                    refuseKey(entry, "a group name of 1 to %d characters".formatted(MAX_GROUP_LENGTH));
                }
                groups.put(name, entries.of(entry.value(), null));
            });
        }
        return groups;
    }

    private Map<AccountId, List<Rule>> users(@Nullable Place place, PolicyRules entries) {
        Map<AccountId, List<Rule>> users = new LinkedHashMap<>();
        if (place != null) {
            PolicyMapping.entries(place, "a mapping of users", problems).forEach(entry -> {
                AccountId account = account(entry);
                List<Rule> own = entries.of(entry.value(), account == null ? null : account.realm());
                if (account != null) {
                    users.put(account, own);
                }
            });
        }
        return users;
    }

    private @Nullable AccountId account(PolicyMapping.Entry entry) {
        try {
            return AccountId.parse(entry.key());
        } catch (IllegalArgumentException notAnAccount) {
            refuseKey(entry, EXPECTED_ACCOUNT);
            return null;
        }
    }

    private void refuseKey(PolicyMapping.Entry entry, String expected) {
        new Place(entry.value().path(), entry.keyNode()).refuse(problems, expected);
    }
}
