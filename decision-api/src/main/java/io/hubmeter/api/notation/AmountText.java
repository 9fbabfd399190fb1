package io.hubmeter.api.notation;

import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as people write it: {@code 20 GiB-hours}, {@code -1.5 core-hours}; with the units that policy files have. Read
 * exactly: at most six decimals, at most a thousand million hours.
 *
 * @param resource what it counts, told from the unit
 * @param amount micro-unit milliseconds, negative below zero
 */
public record AmountText(Resource resource, BigInteger amount) {
    /** What is accepted, for messages. */
    public static final String EXPECTED =
            "an amount such as '20 GiB-hours': at most 1000000000 with six decimals, of core-hours, GiB-hours, MiB-hours, "
                    + "TiB-hours, GPU-hours or an extended resource's hours";

    private static final Pattern SYNTAX =
            Pattern.compile("([+-]?\\d{1,30}(?:\\.\\d{1,30})?)\\s{0,10}([A-Za-z0-9./_-]{1,100}?)-[Hh]ours?");
    private static final BigDecimal MOST_HOURS = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal KILO = BigDecimal.valueOf(1024);
    private static final int MOST_DECIMALS = 6;

    /** What is written; empty if it is no amount. */
    public static Optional<AmountText> parse(String written) {
        Matcher matcher = SYNTAX.matcher(written.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        if (number.stripTrailingZeros().scale() > MOST_DECIMALS) {
            return Optional.empty();
        }
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "core", "cpu" -> of(Resource.CPU, number);
            case "gib" -> of(Resource.MEMORY, number);
            case "mib" -> of(Resource.MEMORY, number.divide(KILO));
            case "tib" -> of(Resource.MEMORY, number.multiply(KILO));
            case "gpu" -> of(Resource.GPU, number);
            default -> extended(unit, number);
        };
    }

    private static Optional<AmountText> of(Resource resource, BigDecimal hours) {
        return hours.abs().compareTo(MOST_HOURS) > 0
                ? Optional.empty()
                : Optional.of(new AmountText(resource, resource.amountOf(hours)));
    }

    /** Extended resources are known by the slash in their names, so that a misspelt unit is not taken for one. */
    private static Optional<AmountText> extended(String unit, BigDecimal hours) {
        int slash = unit.indexOf('/');
        if (slash <= 0 || slash == unit.length() - 1 || slash != unit.lastIndexOf('/')) {
            return Optional.empty();
        }
        try {
            return of(new Resource(unit), hours);
        } catch (IllegalArgumentException notAResource) {
            return Optional.empty();
        }
    }
}
