package io.hubmeter.wire;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;

/** Readings as records of {@code hubmeter.readings}. */
public final class Readings {
    private Readings() {}

    /** The record of a reading. */
    public static ReadingRecord record(AccountId account, Reading reading) {
        return new ReadingRecord(
                account.realm(),
                account.user(),
                reading.at(),
                ExactDecimals.decimals(reading.totals()),
                ExactDecimals.decimals(reading.ratesBefore()),
                ExactDecimals.decimals(reading.ratesAfter()),
                reading.openPods(),
                reading.sequence(),
                reading.revision(),
                reading.estimated());
    }

    /** The reading of a record. */
    public static Reading reading(ReadingRecord record) {
        return new Reading(
                record.getAt(),
                ExactDecimals.quantities(record.getTotals()),
                ExactDecimals.quantities(record.getRatesBefore()),
                ExactDecimals.quantities(record.getRatesAfter()),
                record.getOpenPods(),
                record.getSequence(),
                record.getRevision(),
                record.getEstimated());
    }
}
