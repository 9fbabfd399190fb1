package io.hubmeter.standalone.replay;

import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigInteger;
import java.time.Duration;
import java.util.TreeSet;

/**
 * The greatest usage in any window of a length, and the first instant at which it stood there.
 *
 * @param usage micro-unit milliseconds
 * @param firstAtMs milliseconds since the epoch; without meaning if the usage is zero
 */
record RollingMaximum(BigInteger usage, long firstAtMs) {

    /** A usage curve is straight between the instants at which a reading enters or leaves the window, so one of them is it. */
    static RollingMaximum of(Timeline timeline, Resource resource, Duration window) {
        TreeSet<Long> corners = new TreeSet<>();
        for (Reading reading : timeline.readings()) {
            corners.add(reading.at().toEpochMilli());
            corners.add(reading.at().plus(window).toEpochMilli());
        }
        UsageCurve curve = new UsageCurve(timeline, resource, window);
        RollingMaximum greatest = new RollingMaximum(BigInteger.ZERO, 0);
        for (long corner : corners) {
            BigInteger usage = curve.at(corner);
            if (usage.compareTo(greatest.usage) > 0) {
                greatest = new RollingMaximum(usage, corner);
            }
        }
        return greatest;
    }
}
