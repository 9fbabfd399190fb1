package io.hubmeter.pages.admin;

import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One limit of an account: where it comes from, and where the account stands with it.
 *
 * @param title {@code Memory per 30 days}
 * @param bar how much is used; null if it is unlimited
 * @param used what was used
 * @param left what is left; empty if it is unlimited
 * @param origins each part of the limit and what it comes from
 * @param changes what becomes of it later
 * @param runsOut when it is used up at the present rate; empty if it is not
 * @param isEnforced whether it may refuse and stop anything
 */
record LimitLine(
        String title,
        @Nullable Bar bar,
        Exact used,
        String left,
        List<String> origins,
        List<String> changes,
        Exact runsOut,
        boolean isEnforced) {

    /**
     * The line of a limit.
     *
     * @param base what the policy alone gives the account
     */
    static LimitLine of(Standing standing, Entitlement base, Grants grants, Level level, Phrases phrases) {
        Limit limit = standing.limit();
        BigInteger amount = limit.amount();
        BigInteger left = standing.remaining();
        Instant runsOutAt = standing.exhaustedAt();
        boolean isLater = runsOutAt != null && runsOutAt.isAfter(phrases.now());
        return new LimitLine(
                Bar.title(limit),
                amount == null ? null : Bar.of(limit, standing.used(), amount, level, phrases),
                phrases.amount(limit.resource(), standing.used()),
                left == null ? "" : phrases.amount(limit.resource(), left).words(),
                origins(standing.entitled(), base, grants, phrases),
                changes(standing.entitled(), phrases),
                isLater
                        ? new Exact(
                                "in "
                                        + Phrases.duration(
                                                Duration.between(phrases.now(), Objects.requireNonNull(runsOutAt))),
                                phrases.at(Objects.requireNonNull(runsOutAt)).words())
                        : new Exact("", ""),
                standing.entitled().isEnforced());
    }

    private static List<String> origins(Entitled entitled, Entitlement base, Grants grants, Phrases phrases) {
        Limit limit = entitled.limit();
        List<String> origins = new ArrayList<>();
        Limit bare = base.limits().stream()
                .map(Entitled::limit)
                .filter(limit::hasSameSubjectAs)
                .findFirst()
                .orElse(limit);
        origins.add("%s: %s".formatted(origin(entitled.origin()), amount(bare, phrases)));
        for (Grant grant : grants.entries()) {
            if (grant.kind() == Grant.Kind.ADDITION
                    && isActive(grant, grants, phrases.now())
                    && concerns(grant, limit)) {
                origins.add("granted by %s: %s more, %s"
                        .formatted(
                                grant.actor(),
                                amount(new Limit(limit.resource(), grant.amount(), limit.window()), phrases),
                                grant.until() == null ? "without end" : "until " + phrases.at(grant.until())));
            }
        }
        return origins;
    }

    private static boolean isActive(Grant grant, Grants grants, Instant at) {
        Instant until = grant.until();
        return grants.voidOf(grant) == null && !at.isBefore(grant.from()) && (until == null || at.isBefore(until));
    }

    /** Whether a grant is one of more of a limit. */
    static boolean concerns(Grant grant, Limit limit) {
        return limit.resource().equals(grant.resource())
                && !limit.isUnlimited()
                && (grant.window() == null || limit.window().equals(grant.window()));
    }

    /** Where a limit comes from, at the beginning of a line. */
    static String origin(String origin) {
        return switch (origin) {
            case "user" -> "own entry";
            case "default" -> "default of everybody";
            default -> origin;
        };
    }

    /** {@code 60 GiB-hours}, or {@code unlimited}. */
    static String amount(Limit limit, Phrases phrases) {
        BigInteger amount = limit.amount();
        return amount == null
                ? "unlimited"
                : phrases.limit(limit.resource(), amount) + " "
                        + limit.resource().displayHours();
    }

    private static List<String> changes(Entitled entitled, Phrases phrases) {
        Limit limit = entitled.limit();
        return entitled.changes().stream()
                .limit(5)
                .map(change -> "%s from %s"
                        .formatted(
                                amount(new Limit(limit.resource(), change.amount(), limit.window()), phrases),
                                phrases.at(change.at())))
                .toList();
    }
}
