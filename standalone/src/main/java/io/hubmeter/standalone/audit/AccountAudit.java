package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audit of one account found.
 *
 * @param account who
 * @param rows how many periods were compared, hours and days
 * @param drifts in the order of time; of very many the first {@value #MOST_TOLD}
 * @param drifting how many there are
 * @param drift how far apart everything is together, in micro-unit milliseconds
 * @param notAuditable how many periods could not be compared
 * @param why why not; null if all could be
 * @param auditableFrom the earliest instant from which on everything can be compared; null if it always can
 */
public record AccountAudit(
        AccountId account,
        int rows,
        List<Drift> drifts,
        int drifting,
        Quantities drift,
        int notAuditable,
        @Nullable String why,
        @Nullable Instant auditableFrom) {
    /** How many drifts of an account are told. */
    static final int MOST_TOLD = 100;

    /** Keeps its own copy. */
    public AccountAudit {
        drifts = List.copyOf(drifts);
    }

    /** Whether nothing that can be compared is wrong. */
    public boolean isRight() {
        return drifting == 0;
    }
}
