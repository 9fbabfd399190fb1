package io.hubmeter.wire;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;

/** Decisions as they were recorded on {@code hubmeter.decisions}. */
public final class PastDecisions {
    private PastDecisions() {}

    /**
     * The decision of a record.
     *
     * @throws IllegalArgumentException if the record makes no sense as a decision
     * @throws ArithmeticException if a rate has more than six decimals
     */
    public static PastDecision decision(DecisionRecord record) {
        return new PastDecision(
                new AccountId(record.getRealm(), record.getUser()),
                record.getDecisionId(),
                record.getAt(),
                record.getHub(),
                record.getServerName(),
                ExactDecimals.quantities(record.getRequested()),
                outcome(record.getOutcome()),
                record.getAllowed(),
                record.getSentence(),
                record.getReasons(),
                record.getRetryAt(),
                record.getPolicyHash());
    }

    private static PastDecision.Outcome outcome(DecisionOutcome outcome) {
        return switch (outcome) {
            case PERMIT -> PastDecision.Outcome.PERMIT;
            case DENY -> PastDecision.Outcome.DENY;
            case UNKNOWN -> PastDecision.Outcome.UNKNOWN;
        };
    }
}
