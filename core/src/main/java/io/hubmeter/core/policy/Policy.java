package io.hubmeter.core.policy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules in force, as read from one policy file.
 *
 * @param name the file's name, for people
 * @param hash SHA-256 of the file's bytes in lower-case hex; tells policies apart
 * @param text the file as written
 * @param rules what it says
 * @param defaults limits of accounts that neither a user entry nor a listed group speaks for, by resource
 * @param groups limits by group name; names as the hub has them
 * @param users limits by account, in place of whatever groups and defaults say of the same resource
 */
public record Policy(
        String name,
        String hash,
        String text,
        Rules rules,
        List<Limit> defaults,
        Map<String, List<Limit>> groups,
        Map<AccountId, List<Limit>> users) {

    /**
     * Settings that hold for everybody.
     *
     * @param combination how several groups combine
     * @param minimumRuntime a server is refused if its limits would stop it sooner than this; zero or more
     * @param freshnessBound how old the newest heartbeat may be before answers become unknown; more than zero
     * @param grace how long a server may go on after a limit was crossed; zero or more
     * @param enforce false to only observe: every answer permits, and tells what it would have done
     */
    public record Rules(
            Combination combination,
            Duration minimumRuntime,
            Duration freshnessBound,
            Duration grace,
            boolean enforce) {
        /** What holds where a policy file is silent. */
        public static final Rules DEFAULT =
                new Rules(Combination.MAX, Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ZERO, true);
    }

    /** Keeps its own copies, in the order given. */
    public Policy {
        defaults = List.copyOf(defaults);
        groups = copyOf(groups);
        users = copyOf(users);
    }

    private static <K> Map<K, List<Limit>> copyOf(Map<K, List<Limit>> limits) {
        Map<K, List<Limit>> copy = new LinkedHashMap<>();
        limits.forEach((key, value) -> copy.put(key, List.copyOf(value)));
        return java.util.Collections.unmodifiableMap(copy);
    }
}
