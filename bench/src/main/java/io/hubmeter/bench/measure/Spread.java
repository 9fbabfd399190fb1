package io.hubmeter.bench.measure;

import java.util.List;

/**
 * Several rounds of the same measurement.
 *
 * @param least the smallest
 * @param median the middle one, the mean of the middle two if their number is even
 * @param greatest the largest
 */
public record Spread(double least, double median, double greatest) {

    /**
     * The spread of at least one round.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Spread of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("rounds: found none, expected at least one");
        }
        double[] sorted =
                rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** The quotients of two measurements, round by round, so that noise that hits a round hits both. */
    public static Spread ofRatios(List<Double> over, List<Double> under) {
        if (over.size() != under.size()) {
            throw new IllegalArgumentException(
                    "rounds: found %d and %d, expected as many".formatted(over.size(), under.size()));
        }
        return of(java.util.stream.IntStream.range(0, over.size())
                .mapToObj(i -> over.get(i) / under.get(i))
                .toList());
    }

    /** The median, then the least and the greatest, as whole numbers with separators. */
    public String whole() {
        return "%,d (%,d–%,d)".formatted(Math.round(median), Math.round(least), Math.round(greatest));
    }

    /** The same with two decimals. */
    public String fine() {
        return "%.2f (%.2f–%.2f)".formatted(median, least, greatest);
    }
}
