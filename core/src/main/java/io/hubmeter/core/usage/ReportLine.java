package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a report: about one resource, or about what all of them cost.
 *
 * @param start the first instant it is about
 * @param end the first instant after
 * @param realm null if the report is not by it
 * @param user likewise
 * @param group likewise; {@link GroupRule#NO_GROUP} for people without one
 * @param hub likewise; where a realm has several hubs, all of them, joined by {@code +}
 * @param rule how people in several groups count; null if groups do not matter
 * @param resource null exactly if the line is about cost
 * @param amount used, in micro-unit milliseconds; null exactly if the line is about cost
 * @param cost in one currency; null exactly if the line is about a resource
 * @param accounts how many accounts used something that counts for the time and whatever else the line is about, of any resource
 * @param isComplete whether its time is over and everything in it was heard
 * @param countedUntil everything before is counted, some of what was used later may be; the end if it is complete
 * @param revision of the one row that it is made of; null if it may be made of several
 * @param isEstimated whether a row that it is made of is
 */
public record ReportLine(
        Instant start,
        Instant end,
        @Nullable String realm,
        @Nullable String user,
        @Nullable String group,
        @Nullable String hub,
        @Nullable GroupRule rule,
        @Nullable Resource resource,
        @Nullable BigInteger amount,
        @Nullable Cost cost,
        int accounts,
        boolean isComplete,
        Instant countedUntil,
        @Nullable Integer revision,
        boolean isEstimated) {

    /** Checks that it is about one thing. */
    public ReportLine {
        if ((resource == null) == (cost == null) || (resource == null) != (amount == null)) {
            throw new IllegalArgumentException("line: found resource %s, amount %s and cost %s, expected either or"
                    .formatted(resource, amount, cost));
        }
    }
}
