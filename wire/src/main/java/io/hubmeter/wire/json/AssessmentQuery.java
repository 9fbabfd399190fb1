package io.hubmeter.wire.json;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Entitlement;
import java.time.Duration;
import java.time.Instant;

/**
 * The question where an account stands.
 *
 * @param entitlement what to answer about; the standings come in the same order; at most {@value #MOST_LIMITS} limits
 * @param minimumRuntime a limit is in the way if it would be reached sooner than this; whole milliseconds
 * @param at now, whole milliseconds
 */
public record AssessmentQuery(
        AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
    /** How many limits one question may be about. */
    public static final int MOST_LIMITS = 1_000;
}
