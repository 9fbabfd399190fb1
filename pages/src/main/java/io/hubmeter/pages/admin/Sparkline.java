package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.DayUsage;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/**
 * The use of one resource, day by day, as small bars in a box of 120 by 24.
 *
 * @param path what an SVG path draws; empty if nothing was used
 * @param words the same for whoever does not see it
 */
public record Sparkline(String path, String words) {
    private static final double HEIGHT = 22;
    private static final double BASE = 24;
    private static final double STEP = 4;

    static Sparkline of(Resource resource, List<DayUsage> days, Phrases phrases) {
        BigInteger most = BigInteger.ZERO;
        BigInteger sum = BigInteger.ZERO;
        for (DayUsage day : days) {
            BigInteger used = day.used().get(resource);
            most = most.max(used);
            sum = sum.add(used);
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < days.size() && most.signum() > 0; i++) {
            double part = days.get(i).used().get(resource).doubleValue() / most.doubleValue();
            if (part > 0) {
                double height = Math.max(1, part * HEIGHT);
                path.append(String.format(Locale.ROOT, "M%.0f %.0fv-%.1fh3v%.1fz", i * STEP, BASE, height, height));
            }
        }
        String words = most.signum() == 0
                ? "No %s used in %d days".formatted(Phrases.noun(resource), days.size())
                : "%s in %d days: %s, at most %s on a day"
                        .formatted(
                                Phrases.title(resource),
                                days.size(),
                                phrases.amount(resource, sum),
                                phrases.amount(resource, most));
        return new Sparkline(path.toString(), words);
    }
}
