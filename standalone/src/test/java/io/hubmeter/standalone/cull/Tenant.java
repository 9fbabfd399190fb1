package io.hubmeter.standalone.cull;

import io.hubmeter.core.metering.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account with servers that have all run since one instant, and what is to become of it.
 *
 * @param servers names of its servers; empty for the default one
 * @param cores what each of them holds
 * @param startedAt since when they run
 * @param fate what is meant to become of it
 * @param grantAt when it is to be granted more; null if it is not
 */
record Tenant(
        AccountId account,
        List<String> servers,
        int cores,
        Instant startedAt,
        Fate fate,
        @Nullable Instant grantAt) {
    enum Fate {
        /** Crosses its limit, and has to stop. */
        STOP,
        /** Crosses its limit, and is granted more while its servers have their grace. */
        GRANT,
        /** Does not cross its limit. */
        STAY
    }

    /** What each account may use: a core for an hour. */
    private static final Duration LIMIT = Duration.ofHours(1);

    /** One that uses up its limit at an instant. */
    static Tenant crossing(
            AccountId account, List<String> servers, int cores, Instant at, Fate fate, @Nullable Instant grantAt) {
        return new Tenant(
                account, servers, cores, at.minus(LIMIT.dividedBy((long) cores * servers.size())), fate, grantAt);
    }

    /** When its limit is used up. */
    Instant crossedAt() {
        return startedAt.plus(LIMIT.dividedBy((long) cores * servers.size()));
    }

    /** Before that none of its servers may be stopped. */
    Instant graceUntil() {
        return crossedAt().plus(Crowd.GRACE);
    }

    String uid(String server) {
        return "uid-%s-%s".formatted(account.user(), server);
    }

    /** Uids of all its servers. */
    List<String> uids() {
        return servers.stream().map(this::uid).toList();
    }
}
