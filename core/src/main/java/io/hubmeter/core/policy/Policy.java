package io.hubmeter.core.policy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, as read from one policy file.
 *
 * @param name the file's name, for people
 * @param hash SHA-256 of the file's bytes in lower-case hex; tells policies apart
 * @param text the file as written
 * @param rules what holds for everybody
 * @param hubs what holds for single hubs, by name; others have nothing of their own
 * @param defaults of accounts that neither a user entry nor a listed group speaks for, by resource
 * @param groups by group name; names as the hub has them
 * @param users by account, in place of whatever groups and defaults say of the same resource
 */
public record Policy(
        String name,
        String hash,
        String text,
        Rules rules,
        Map<String, Hub> hubs,
        List<Rule> defaults,
        Map<String, List<Rule>> groups,
        Map<AccountId, List<Rule>> users) {

    /**
     * Settings that hold for everybody.
     *
     * @param combination how several groups combine
     * @param minimumRuntime a server is refused if its limits would stop it sooner than this; zero or more
     * @param freshnessBound how old the newest heartbeat may be before answers become unknown; more than zero
     * @param grace how long a server may go on after a limit was crossed; zero or more
     * @param enforce false to only observe: every answer permits, and tells what it would have done
     * @param unknown what a hub does while quotas cannot be checked
     * @param warnings percentages of a limit at which a warning is due, 1 to 99, ascending, each once; may be empty
     * @param denial the sentence for whoever is refused, a template of {@link SentenceTemplate}; null for the built-in one
     * @param prices what an hour of each resource costs
     */
    public record Rules(
            Combination combination,
            Duration minimumRuntime,
            Duration freshnessBound,
            Duration grace,
            boolean enforce,
            UnknownIs unknown,
            List<Integer> warnings,
            @Nullable String denial,
            Prices prices) {
        /** What holds where a policy file is silent. */
        public static final Rules DEFAULT = new Rules(
                Combination.MAX,
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                Duration.ZERO,
                true,
                UnknownIs.PERMIT,
                List.of(80),
                null,
                Prices.NONE);

        /** Rules that are enforced, and otherwise say nothing but these. */
        public static Rules of(
                Combination combination, Duration minimumRuntime, Duration freshnessBound, Duration grace) {
            return new Rules(
                    combination,
                    minimumRuntime,
                    freshnessBound,
                    grace,
                    true,
                    UnknownIs.PERMIT,
                    DEFAULT.warnings(),
                    null,
                    Prices.NONE);
        }

        /** These rules, enforced or only observed. */
        public Rules enforced(boolean changed) {
            return new Rules(
                    combination, minimumRuntime, freshnessBound, grace, changed, unknown, warnings, denial, prices);
        }

        /** Checks the warnings. */
        public Rules {
            warnings = List.copyOf(warnings);
            for (int i = 0; i < warnings.size(); i++) {
                int percent = warnings.get(i);
                if (percent < (i == 0 ? 1 : warnings.get(i - 1) + 1) || percent > 99) {
                    throw new IllegalArgumentException(
                            "warnings: found %s, expected ascending percentages of 1 to 99".formatted(warnings));
                }
            }
        }
    }

    /** Keeps its own copies, in the order given. */
    public Policy {
        hubs = Collections.unmodifiableMap(new LinkedHashMap<>(hubs));
        defaults = List.copyOf(defaults);
        groups = copyOf(groups);
        users = copyOf(users);
    }

    /** A policy whose limits are enforced on every hub. */
    public static Policy of(
            String name,
            String hash,
            String text,
            Rules rules,
            List<Limit> defaults,
            Map<String, List<Limit>> groups,
            Map<AccountId, List<Limit>> users) {
        return new Policy(
                name, hash, text, rules, Map.of(), List.of(Rule.of(defaults)), everywhere(groups), everywhere(users));
    }

    private static <K> Map<K, List<Rule>> everywhere(Map<K, List<Limit>> limits) {
        Map<K, List<Rule>> rules = new LinkedHashMap<>();
        limits.forEach((key, value) -> rules.put(key, List.of(Rule.of(value))));
        return rules;
    }

    private static <K> Map<K, List<Rule>> copyOf(Map<K, List<Rule>> rules) {
        Map<K, List<Rule>> copy = new LinkedHashMap<>();
        rules.forEach((key, value) -> copy.put(key, List.copyOf(value)));
        return Collections.unmodifiableMap(copy);
    }

    private Hub hub(@Nullable String name) {
        return name == null ? Hub.DEFAULT : hubs.getOrDefault(name, Hub.DEFAULT);
    }

    /** The realm that a hub shares quotas in: what the policy says, else its own name. */
    public String realmOf(String hub) {
        String realm = hub(hub).realm();
        return realm == null ? hub : realm;
    }

    /**
     * Whether anything is refused or stopped on a hub.
     *
     * @param hub null if it is not known, then only what holds for all hubs counts
     */
    public boolean isEnforcedOn(@Nullable String hub) {
        return rules.enforce() && hub(hub).enforce();
    }

    /** What a hub does while quotas cannot be checked; null for a hub that is not known. */
    public UnknownIs unknownOn(@Nullable String hub) {
        UnknownIs own = hub(hub).unknown();
        return own == null ? rules.unknown() : own;
    }

    /** The sentence template for denials on a hub; null for the built-in sentence. */
    public @Nullable String denialOn(@Nullable String hub) {
        String own = hub(hub).denial();
        return own == null ? rules.denial() : own;
    }

    /** Whether a rule holds for the accounts of a realm. */
    public boolean holdsIn(String realm, Rule rule) {
        return rule.hubs().isEmpty()
                || rule.hubs().stream().anyMatch(hub -> realmOf(hub).equals(realm));
    }
}
