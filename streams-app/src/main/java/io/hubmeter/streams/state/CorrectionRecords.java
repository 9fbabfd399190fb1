package io.hubmeter.streams.state;

import io.hubmeter.core.grant.Corrections;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.streams.state.avro.AppliedRecord;
import io.hubmeter.streams.state.avro.CorrectionsRecord;
import io.hubmeter.streams.state.avro.RateChangeRecord;
import io.hubmeter.wire.ExactDecimals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Corrections as the store {@code corrections} holds them. */
public final class CorrectionRecords {
    private CorrectionRecords() {}

    /** The record of an account's corrections. */
    public static CorrectionsRecord record(Corrections corrections) {
        return new CorrectionsRecord(corrections.applied().entrySet().stream()
                .map(entry -> new AppliedRecord(
                        entry.getKey(),
                        entry.getValue().stream()
                                .map(change ->
                                        new RateChangeRecord(change.at(), ExactDecimals.decimals(change.rates())))
                                .toList()))
                .toList());
    }

    /** The corrections of a record. */
    public static Corrections corrections(CorrectionsRecord record) {
        Map<String, List<RateChange>> applied = new LinkedHashMap<>();
        for (AppliedRecord one : record.getApplied()) {
            applied.put(
                    one.getId(),
                    one.getChanges().stream()
                            .map(change ->
                                    new RateChange(change.getAt(), ExactDecimals.quantities(change.getRates()), 0))
                            .toList());
        }
        return new Corrections(applied);
    }
}
