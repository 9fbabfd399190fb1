package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One price as a policy file writes it: {@code <number> <currency> per <unit>-hour}. */
final class PriceText {
    static final String EXPECTED = "a price such as '0.04 EUR per core-hour' or '1.20 EUR per GPU-hour'";
    static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    private static final int MAX_DECIMALS = 6;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,30}(?:\\.[0-9]{1,30})?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern ANY_CASE_CURRENCY = Pattern.compile("[A-Za-z]{3}");

    private PriceText() {}

    /** What a text says. */
    sealed interface Outcome {
        /**
         * A price.
         *
         * @param perDisplayHour of one display unit, without zeros at its end
         */
        record Read(String currency, Resource resource, BigDecimal perDisplayHour) implements Outcome {}

        record Refused(
                String found, String expected, @Nullable String suggestion) implements Outcome {}
    }

    static Outcome parse(String text) {
        List<String> words = List.of(text.strip().split("\\s+", -1));
        if (words.size() != 4 || !words.get(2).equalsIgnoreCase("per")) {
            return new Outcome.Refused(Excerpt.quoted(text), EXPECTED, null);
        }
        String number = words.get(0);
        if (!NUMBER.matcher(number).matches()) {
            return refused(number, text, "a decimal number of 0 or more such as 0.04", null);
        }
        BigDecimal price = new BigDecimal(number);
        if (price.stripTrailingZeros().scale() > MAX_DECIMALS || price.compareTo(MOST) > 0) {
            return refused(number, text, "0 to %s with at most %d decimals".formatted(MOST, MAX_DECIMALS), null);
        }
        String currency = words.get(1);
        if (!CURRENCY.matcher(currency).matches()) {
            boolean isAlmost = ANY_CASE_CURRENCY.matcher(currency).matches();
            return refused(
                    currency,
                    text,
                    "a currency's ISO code of three capital letters such as EUR",
                    isAlmost ? currency.toUpperCase(Locale.ROOT) : null);
        }
        Optional<LimitUnit> unit = LimitUnit.ofHours(words.get(3));
        if (unit.isEmpty()) {
            String nearest = NearestWord.to(LimitUnit.withoutHours(words.get(3)), LimitUnit.KNOWN);
            return refused(words.get(3), text, LimitUnit.EXPECTED, nearest == null ? null : nearest + "-hour");
        }
        // Units are powers of two of one another, so this is exact.
        BigDecimal perDisplayHour = price.divide(unit.get().displayUnits()).stripTrailingZeros();
        return new Outcome.Read(
                currency,
                unit.get().resource(),
                perDisplayHour.scale() < 0 ? perDisplayHour.setScale(0) : perDisplayHour);
    }

    private static Outcome refused(String word, String text, String expected, @Nullable String suggestion) {
        return new Outcome.Refused(Excerpt.quoted(word) + " in " + Excerpt.quoted(text), expected, suggestion);
    }
}
