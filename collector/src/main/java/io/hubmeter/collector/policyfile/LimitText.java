package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One limit as a policy file writes it: {@code <number|unlimited> <unit>-hours [per <duration>]}.
 *
 * @param defaultWindow the window of limits that name none
 * @param longestWindow the longest window accepted
 */
public record LimitText(Duration defaultWindow, Duration longestWindow) {
    static final String EXPECTED = "a limit such as '60 GiB-hours per 30d', '0 GPU-hours' or 'unlimited core-hours'";
    static final String EXPECTED_UNIT =
            "the unit too, such as 'unlimited GiB-hours': each resource is unlimited by itself";
    static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);

    /** More than a million cores, or a pebibyte, or as many devices, held through a whole month. */
    static final BigDecimal MOST_HOURS = BigDecimal.valueOf(1_000_000_000);

    private static final int MAX_DECIMALS = 6;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,30}(?:\\.\\d{1,30})?");
    private static final Pattern BELOW_ZERO = Pattern.compile("-[\\d.]+");

    /** What a text says. */
    public sealed interface Outcome {
        record Read(Limit limit) implements Outcome {}

        record Refused(
                String found, String expected, @Nullable String suggestion) implements Outcome {}
    }

    Outcome parse(String text) {
        List<String> words = List.of(text.strip().split("\\s+", -1));
        if (words.size() == 1 && words.getFirst().equalsIgnoreCase("unlimited")) {
            return new Outcome.Refused(Excerpt.quoted(text), EXPECTED_UNIT, null);
        }
        boolean namesWindow = words.size() == 4 && words.get(2).equalsIgnoreCase("per");
        if (words.size() != 2 && !namesWindow) {
            return new Outcome.Refused(Excerpt.quoted(text), EXPECTED, null);
        }
        if (!words.get(0).equalsIgnoreCase("unlimited")) {
            Optional<Outcome> refused = refusedNumber(words.get(0), text);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        Optional<LimitUnit> unit = LimitUnit.ofHours(words.get(1));
        if (unit.isEmpty()) {
            String nearest = NearestWord.to(LimitUnit.withoutHours(words.get(1)), LimitUnit.KNOWN);
            return refused(words.get(1), text, LimitUnit.EXPECTED, nearest == null ? null : nearest + "-hours");
        }
        Optional<Duration> window = namesWindow ? DurationText.parse(words.get(3)) : Optional.of(defaultWindow);
        if (window.isEmpty()) {
            return refused(words.get(3), text, DurationText.EXPECTED, null);
        }
        if (window.get().compareTo(SHORTEST_WINDOW) < 0 || window.get().compareTo(longestWindow) > 0) {
            String written = namesWindow ? words.get(3) : DurationText.of(defaultWindow);
            return refused(written, text, expectedWindow(longestWindow), null);
        }
        return amount(words.get(0), text, unit.get(), window.get());
    }

    /** A limit as it may be written; amounts that come from texts come back exactly. */
    public static String of(Limit limit) {
        return amountText(limit) + " per " + DurationText.of(limit.window());
    }

    private static String amountText(Limit limit) {
        Resource resource = limit.resource();
        BigInteger amount = limit.amount();
        if (amount == null) {
            return "unlimited " + resource.displayHours();
        }
        BigDecimal hours = resource.hours(amount, MAX_DECIMALS);
        if (resource.amountOf(hours).equals(amount)) {
            return plain(hours) + " " + resource.displayHours();
        }
        // Of what is written in MiB, GiB would need more decimals than there are.
        BigDecimal mebibytes = new BigDecimal(amount)
                .divide(new BigDecimal(resource.amountPerDisplayHour()), 2 * MAX_DECIMALS + 4, RoundingMode.HALF_EVEN)
                .multiply(BigDecimal.valueOf(1024))
                .setScale(MAX_DECIMALS, RoundingMode.HALF_EVEN);
        return plain(mebibytes) + " MiB-hours";
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static String expectedWindow(Duration longest) {
        return "a window of %s to %s".formatted(DurationText.of(SHORTEST_WINDOW), DurationText.of(longest));
    }

    private static Optional<Outcome> refusedNumber(String number, String text) {
        if (BELOW_ZERO.matcher(number).matches()) {
            return Optional.of(refused(number, text, "a number of 0 or more", null));
        }
        if (!NUMBER.matcher(number).matches()) {
            String suggestion = NearestWord.to(number, List.of("unlimited"));
            return Optional.of(refused(number, text, "a decimal number such as 60 or 0.5, or unlimited", suggestion));
        }
        // Six decimals of any unit are whole micro-unit milliseconds, so nothing that passes is ever rounded.
        return new BigDecimal(number).stripTrailingZeros().scale() > MAX_DECIMALS
                ? Optional.of(refused(number, text, "at most " + MAX_DECIMALS + " decimals", null))
                : Optional.empty();
    }

    private static Outcome amount(String number, String text, LimitUnit unit, Duration window) {
        if (number.toLowerCase(Locale.ROOT).equals("unlimited")) {
            return new Outcome.Read(new Limit(unit.resource(), null, window));
        }
        BigDecimal displayHours = new BigDecimal(number).multiply(unit.displayUnits());
        if (displayHours.compareTo(MOST_HOURS) > 0) {
            String most = "at most " + MOST_HOURS + " " + unit.resource().displayHours() + ", or unlimited";
            return refused(number, text, most, null);
        }
        BigInteger amount = unit.resource().amountOf(displayHours);
        return new Outcome.Read(new Limit(unit.resource(), amount, window));
    }

    private static Outcome refused(String word, String text, String expected, @Nullable String suggestion) {
        return new Outcome.Refused(Excerpt.quoted(word) + " in " + Excerpt.quoted(text), expected, suggestion);
    }
}
