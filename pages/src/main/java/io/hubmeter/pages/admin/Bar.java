package io.hubmeter.pages.admin;

import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.util.Locale;

/**
 * How much of a limit is used, as a bar and in words.
 *
 * @param title {@code Memory per 30 days}
 * @param percent of the limit; may be more than 100
 * @param width the part of the bar that is filled, in percent, at most 100
 * @param detail {@code 50.1 of 60 GiB-hours}
 * @param level {@code over}, {@code near} or {@code fine}; names the colour
 * @param mark what says the same without colour; empty where nothing is wrong
 */
public record Bar(String title, int percent, int width, String detail, String level, String mark) {
    static Bar of(Limit limit, BigInteger used, BigInteger amount, Level level, Phrases phrases) {
        int percent = Phrases.percent(used, amount);
        return new Bar(
                title(limit),
                percent,
                Math.min(100, percent),
                "%s of %s %s"
                        .formatted(
                                phrases.number(limit.resource(), used),
                                phrases.limit(limit.resource(), amount),
                                limit.resource().displayHours()),
                level.name().toLowerCase(Locale.ROOT),
                mark(level));
    }

    /** What a limit is called: {@code Memory per 30 days}. */
    static String title(Limit limit) {
        return Phrases.title(limit.resource()) + " per " + Phrases.window(limit.window());
    }

    private static String mark(Level level) {
        return switch (level) {
            case OVER -> "used up";
            case NEAR -> "nearly used up";
            case FINE -> "";
        };
    }
}
