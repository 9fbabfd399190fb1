package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Quantity;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' way to write quantities, read exactly.
 *
 * <p>The client library has a reader of its own, but that keeps 16 digits only: it makes 9223372036854776000 of 8Ei. As in
 * Kubernetes' own reader, what is finer than a billionth is rounded up to one, and what is greater than 2^63 − 1 becomes that.
 */
final class QuantityText {
    /** The greatest quantity that Kubernetes stores. */
    static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final int MAX_LENGTH = 100;
    private static final int MAX_DECIMALS = 9;
    private static final Pattern WRITTEN = Pattern.compile(
            "(?<number>[+-]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++))(?:(?<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?<exponent>[+-]?[0-9]{1,4}))?");
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String BINARY = "KMGTPE";

    private QuantityText() {}

    /**
     * The value in natural units: 0 to {@link #MAX} with at most nine decimals.
     *
     * @param element where the quantity stands in the pod, for the message
     */
    static BigDecimal read(@Nullable Quantity quantity, String element) throws UnusablePod {
        String text = quantity == null ? null : text(quantity);
        if (text == null || text.length() > MAX_LENGTH) {
            throw bad(text, element);
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw bad(text, element);
        }
        BigDecimal value = value(written);
        if (value.signum() < 0) {
            throw new UnusablePod(
                    UnusableReason.NEGATIVE_QUANTITY,
                    element,
                    Excerpt.quoted(text),
                    "a quantity that is not below zero");
        }
        BigDecimal capped = value.min(MAX);
        return capped.scale() > MAX_DECIMALS ? capped.setScale(MAX_DECIMALS, RoundingMode.CEILING) : capped;
    }

    /**
     * Quantities by Kubernetes' names, only those that are charged: a strange quantity of something else harms nobody.
     *
     * @param element where they stand in the pod
     */
    static Amounts charged(@Nullable Map<String, Quantity> quantities, ResourceRules rules, String element)
            throws UnusablePod {
        Map<String, BigDecimal> amounts = new HashMap<>();
        for (Map.Entry<String, Quantity> quantity : Elements.of(quantities).entrySet()) {
            String name = quantity.getKey();
            if (rules.charges(name)) {
                amounts.put(name, read(quantity.getValue(), element + '.' + name));
            }
        }
        return Amounts.of(amounts);
    }

    private static String text(Quantity quantity) {
        String amount = quantity.getAmount() == null ? "" : quantity.getAmount();
        return quantity.getFormat() == null ? amount : amount + quantity.getFormat();
    }

    private static BigDecimal value(Matcher written) {
        BigDecimal number = new BigDecimal(written.group("number"));
        String suffix = written.group("suffix");
        if (suffix == null) {
            String exponent = written.group("exponent");
            return exponent == null ? number : number.scaleByPowerOfTen(Integer.parseInt(exponent));
        }
        if (suffix.length() == 2) {
            int power = BINARY.indexOf(suffix.charAt(0)) + 1;
            return number.multiply(BigDecimal.valueOf(1L << (10 * power)));
        }
        return number.scaleByPowerOfTen(DECIMAL.getOrDefault(suffix, 0));
    }

    private static UnusablePod bad(@Nullable String text, String element) {
        String found = text == null ? "null" : Excerpt.quoted(text);
        return new UnusablePod(UnusableReason.BAD_QUANTITY, element, found, "a quantity such as 500m or 2Gi");
    }
}
