package io.hubmeter.api.http;

import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A quantity of a resource as people and Kubernetes write it, read exactly.
 *
 * <p>The grammar is that of Kubernetes' resource quantities: a decimal number, then nothing, a decimal suffix ({@code n u m k
 * M G T P E}), a binary one ({@code Ki Mi Gi Ti Pi Ei}) or an exponent ({@code e3}). Memory may also end in {@code KiB} to
 * {@code EiB}. The number counts natural units: cores, bytes, devices.
 */
final class QuantityText {
    private static final Pattern QUANTITY = Pattern.compile(
            "([+-]?(?:[0-9]{1,60}(?:\\.[0-9]{0,60})?|\\.[0-9]{1,60}))([eE][+-]?[0-9]{1,3}|[KMGTPE]iB?|[numkMGTPE])?");
    private static final Map<String, Integer> DECIMAL_EXPONENTS =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String BINARY_SUFFIXES = "KMGTPE";
    private static final BigDecimal LARGEST_COUNT = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int LONGEST_NUMBER = 100;

    private QuantityText() {}

    /** The micro-units of a JSON string. */
    static BigInteger ofString(Resource resource, String written, String pointer) {
        Matcher matcher = QUANTITY.matcher(written);
        if (!matcher.matches()) {
            throw refused(pointer, "'" + written + "'", expected(resource));
        }
        String suffix = matcher.group(2) == null ? "" : matcher.group(2);
        if (suffix.endsWith("B") && !resource.equals(Resource.MEMORY)) {
            throw refused(pointer, "'" + written + "'", expected(resource));
        }
        BigDecimal number = new BigDecimal(matcher.group(1)).multiply(factor(suffix));
        return micros(resource, number, "'" + written + "'", pointer);
    }

    private static BigDecimal factor(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.length() > 1 && suffix.charAt(1) == 'i') {
            int power = BINARY_SUFFIXES.indexOf(suffix.charAt(0)) + 1;
            return new BigDecimal(BigInteger.ONE.shiftLeft(10 * power));
        }
        Integer exponent = DECIMAL_EXPONENTS.get(suffix);
        return BigDecimal.ONE.scaleByPowerOfTen(exponent == null ? Integer.parseInt(suffix.substring(1)) : exponent);
    }

    /** The micro-units of a JSON number. */
    static BigInteger ofNumber(Resource resource, String written, String pointer) {
        if (written.length() > LONGEST_NUMBER) {
            throw refused(pointer, written, expected(resource));
        }
        try {
            return micros(resource, new BigDecimal(written), written, pointer);
        } catch (NumberFormatException e) {
            throw refused(pointer, written, expected(resource));
        }
    }

    /** Compares before it expands: a number of a billion digits is told from its exponent. */
    private static BigInteger micros(Resource resource, BigDecimal number, String written, String pointer) {
        if (number.signum() == 0) {
            return BigInteger.ZERO;
        }
        BigDecimal largest = largest(resource);
        if (number.signum() < 0 || number.compareTo(largest) > 0) {
            throw refused(pointer, written, "0 to " + largest.toPlainString() + " " + naturalUnits(resource));
        }
        BigDecimal micros = number.scaleByPowerOfTen(6);
        if (micros.stripTrailingZeros().scale() > 0) {
            throw refused(pointer, written, "a whole number of millionths of " + naturalUnits(resource));
        }
        return micros.toBigIntegerExact();
    }

    private static BigDecimal largest(Resource resource) {
        return resource.equals(Resource.CPU) || resource.equals(Resource.GPU) ? LARGEST_COUNT : LARGEST;
    }

    private static String naturalUnits(Resource resource) {
        return switch (resource.name()) {
            case "cpu" -> "cores";
            case "memory" -> "bytes";
            case "gpu" -> "GPUs";
            default -> "units";
        };
    }

    private static String expected(Resource resource) {
        return switch (resource.name()) {
            case "cpu" -> "cores, for instance 2, 0.5 or \"500m\"";
            case "memory" -> "bytes, for instance 4294967296, \"4GiB\", \"4Gi\" or \"1.5G\"";
            case "gpu" -> "GPUs, for instance 1";
            default -> "a number of units, for instance 1";
        };
    }

    private static Problem refused(String pointer, String found, String expected) {
        return Problem.with(ProblemType.BAD_QUANTITY, pointer, found, expected);
    }
}
