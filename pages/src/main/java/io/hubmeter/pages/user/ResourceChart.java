package io.hubmeter.pages.user;

import io.hubmeter.pages.text.Exact;
import java.util.List;

/**
 * What was used of one resource day by day, as a chart and as a table, and what of it comes back when.
 *
 * <p>Positions are in percent of the drawing's width and height, from its upper left corner.
 *
 * @param id letters, digits and {@code -}; tells the charts of a page apart
 * @param resource {@code Memory}
 * @param unit {@code GiB-hours}
 * @param bars one for each day, the oldest first
 * @param lines the scale, from the bottom up
 * @param back what comes back next, day by day; empty if there is no limit, or nothing was used
 */
public record ResourceChart(
        String id, String resource, String unit, List<Bar> bars, List<Line> lines, List<Back> back) {

    /** Whether some bar is drawn as coming back soon. */
    public boolean hasBackSoon() {
        return bars.stream().anyMatch(Bar::isBack);
    }

    /**
     * One day.
     *
     * @param day {@code Wed 18 Nov}
     * @param label what stands below; empty for most
     * @param amount what was used
     * @param x its left edge
     * @param middle its middle
     * @param y its upper edge
     * @param height zero if nothing was used
     * @param isBack whether all of it comes back within a week
     * @param mark the amount above it; empty for most
     */
    public record Bar(
            String day,
            String label,
            Exact amount,
            String x,
            String middle,
            String y,
            String height,
            boolean isBack,
            String mark) {}

    /** A line of the scale, and the number beside it. */
    public record Line(String y, String label) {}

    /**
     * What comes back on one day.
     *
     * @param day {@code Tomorrow, Wed 18 Nov}
     * @param amount {@code +8.0}
     * @param span {@code 08:15 to 10:15}
     * @param used the day on which it was used, {@code used 19 Oct}
     */
    public record Back(String day, Exact amount, String span, String used) {}
}
