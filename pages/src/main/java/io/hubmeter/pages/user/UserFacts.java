package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of one user is made of, for one instant.
 *
 * @param account whose page it is
 * @param hub the hub that the page belongs to
 * @param groups the user's groups as the hub has them now
 * @param policy the policy in force; null if there is none
 * @param entitlement the limits that apply, in the order of the assessment's standings; empty without a policy
 * @param assessment where the account stands if it starts nothing
 * @param decision what a server of unknown size would be answered; unknown where the news is too old
 * @param history the readings of the days that the page shows and of the longest window; null if there are too many to show
 * @param running servers that hold resources now, the newest first
 * @param ended servers that ended within the days that the page shows, the newest first
 * @param stops what cullers did lately, the newest first
 * @param at the instant
 */
record UserFacts(
        AccountId account,
        String hub,
        List<String> groups,
        @Nullable Policy policy,
        Entitlement entitlement,
        Assessment assessment,
        Decision decision,
        @Nullable MeterHistory history,
        List<HeldServer> running,
        List<HeldServer> ended,
        List<Stop> stops,
        Instant at) {

    /** What holds for everybody. */
    Policy.Rules rules() {
        return policy == null ? Policy.Rules.DEFAULT : policy.rules();
    }

    /** Whether a limit refuses or stops servers on this hub. */
    boolean isEnforced(Standing standing) {
        return policy != null && policy.isEnforcedOn(hub) && standing.entitled().isEnforced();
    }

    /** Whether the news is too old to say where the account stands. */
    boolean isStale() {
        return decision instanceof Decision.Unknown;
    }

    /** Whether nothing was ever used in the windows of the limits and in the days shown. */
    boolean isUnused() {
        return running.isEmpty()
                && ended.isEmpty()
                && assessment.rates().isZero()
                && assessment.standings().stream()
                        .allMatch(standing -> standing.used().signum() == 0);
    }
}
