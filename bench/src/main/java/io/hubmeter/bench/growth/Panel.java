package io.hubmeter.bench.growth;

import java.util.List;

/**
 * One figure for several numbers of accounts.
 *
 * @param title what it is, with its unit
 * @param points one for each number of accounts, in ascending order; at least one
 */
public record Panel(String title, List<Point> points) {
    private static final double[] STEPS = {1, 2, 2.5, 5};

    /** Keeps its own list, and checks that there is something in it. */
    public Panel {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("panel '%s': found no point, expected at least one".formatted(title));
        }
    }

    /**
     * What was measured.
     *
     * @param accounts 1 or more
     * @param value 0 or more
     */
    public record Point(int accounts, double value) {}

    /** Where the axis ends: the least of 1, 2, 2.5, 5 and 10 times a power of ten that no value exceeds. */
    double top() {
        double most = points.stream().mapToDouble(Point::value).max().orElseThrow();
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : STEPS) {
            if (step * power >= most) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
