package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one account used in one period, as far as it is known.
 *
 * @param account who is charged
 * @param period hour or day
 * @param start its first instant
 * @param countedUntil first instant that is not counted, later than {@code start}; the period's end if it is over
 * @param amounts used in {@code [start, countedUntil)}, in micro-unit milliseconds
 * @param groups of the account at {@code countedUntil}, in the order of their names; empty for none
 * @param primaryGroup the one of them that counts under {@link GroupRule#PRIMARY}; null exactly if there is none
 * @param cost by the prices of the time; null if nothing had a price
 * @param revision 0 for the first row of the period, one more with each later one
 * @param isComplete whether the period is over and everything before its end was heard
 * @param isEstimated whether a reading within it rests on an end that nobody saw
 */
public record UsageRow(
        AccountId account,
        Period period,
        Instant start,
        Instant countedUntil,
        Quantities amounts,
        List<String> groups,
        @Nullable String primaryGroup,
        @Nullable Cost cost,
        int revision,
        boolean isComplete,
        boolean isEstimated) {

    /** Keeps its own copy of the groups and checks the primary one. */
    public UsageRow {
        groups = List.copyOf(groups);
        if (primaryGroup == null ? !groups.isEmpty() : !groups.contains(primaryGroup)) {
            throw new IllegalArgumentException("primaryGroup: found %s, expected one of %s, or null if there are none"
                    .formatted(primaryGroup, groups));
        }
    }

    /** First instant after the period. */
    public Instant end() {
        return start.plus(period.length());
    }

    /** Whether it says the same as another, whatever their revisions. */
    public boolean saysTheSameAs(UsageRow other) {
        return with(countedUntil, 0).equals(other.with(other.countedUntil, 0));
    }

    /** This row, counted until another instant. */
    UsageRow countedUntil(Instant changed) {
        return with(changed, revision);
    }

    private UsageRow with(Instant changedUntil, int changedRevision) {
        return new UsageRow(
                account,
                period,
                start,
                changedUntil,
                amounts,
                groups,
                primaryGroup,
                cost,
                changedRevision,
                isComplete,
                isEstimated);
    }
}
