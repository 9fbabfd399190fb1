package io.hubmeter.wire;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.avro.StopOutcome;
import io.hubmeter.schemas.avro.StopRecord;

/** What cullers did, as records of {@code hubmeter.stops}. */
public final class Stops {
    private Stops() {}

    /** The record of a stop. */
    public static StopRecord record(Stop stop) {
        return new StopRecord(
                stop.account().realm(),
                stop.account().user(),
                stop.hub(),
                stop.server(),
                stop.daskCluster(),
                stop.uid(),
                stop.namespace(),
                stop.pod(),
                outcome(stop.outcome()),
                Limits.record(stop.limit()),
                stop.origin(),
                stop.crossedAt(),
                stop.graceUntil(),
                stop.at(),
                stop.reason(),
                stop.policyHash(),
                stop.culler());
    }

    /**
     * The stop of a record.
     *
     * @throws IllegalArgumentException if the record makes no sense as a stop
     * @throws ArithmeticException if the amount of its limit has more than six decimals
     */
    public static Stop stop(StopRecord record) {
        return new Stop(
                new AccountId(record.getRealm(), record.getUser()),
                record.getHub(),
                record.getServerName(),
                record.getDaskCluster(),
                record.getUid(),
                record.getNamespace(),
                record.getPod(),
                outcome(record.getOutcome()),
                Limits.limit(record.getLimit()),
                record.getOrigin(),
                record.getCrossedAt(),
                record.getGraceUntil(),
                record.getAt(),
                record.getReason(),
                record.getPolicyHash(),
                record.getCuller());
    }

    private static StopOutcome outcome(Stop.Outcome outcome) {
        return switch (outcome) {
            case STOPPED -> StopOutcome.STOPPED;
            case ALREADY_STOPPED -> StopOutcome.ALREADY_STOPPED;
            case SPARED -> StopOutcome.SPARED;
            case FAILED -> StopOutcome.FAILED;
            case WOULD_STOP -> StopOutcome.WOULD_STOP;
        };
    }

    private static Stop.Outcome outcome(StopOutcome outcome) {
        return switch (outcome) {
            case STOPPED -> Stop.Outcome.STOPPED;
            case ALREADY_STOPPED -> Stop.Outcome.ALREADY_STOPPED;
            case SPARED -> Stop.Outcome.SPARED;
            case FAILED -> Stop.Outcome.FAILED;
            case WOULD_STOP -> Stop.Outcome.WOULD_STOP;
        };
    }
}
