package io.hubmeter.api.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a server would hold, out of the properties of a resource. */
final class Amounts {
    /** The greatest number of units that a property may tell, before it is multiplied. */
    private static final BigDecimal MOST_UNITS = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final BigDecimal MOST_COUNTED = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST_GIB = BigDecimal.valueOf(1L << 33);
    private static final int MOST_RESOURCES = 64;
    private static final String MEMORY_GIB = "memory_gib";

    private Amounts() {}

    /**
     * The request. {@code cpu} counts cores, {@code memory_gib} GiB, {@code gpu} devices; any other property with a number that
     * is not negative, and with the name of a resource, counts natural units of that resource. Everything else is ignored, as
     * the specification asks for.
     *
     * @param properties null if there are none
     * @param pointer where they stand
     */
    static Request of(@Nullable JsonNode properties, String pointer) throws Unacceptable {
        SortedMap<Resource, BigInteger> rates = new TreeMap<>();
        if (properties != null) {
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                Resource resource = resource(property.getKey());
                if (resource != null && !property.getValue().isNull()) {
                    read(property.getKey(), resource, property.getValue(), pointer, rates);
                }
            }
        }
        return new Request(rates);
    }

    private static @Nullable Resource resource(String name) {
        try {
            return name.equals(MEMORY_GIB) ? Resource.MEMORY : new Resource(name);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private static void read(
            String name, Resource resource, JsonNode value, String pointer, SortedMap<Resource, BigInteger> rates)
            throws Unacceptable {
        boolean known = name.equals(MEMORY_GIB) || resource.equals(Resource.CPU) || resource.equals(Resource.GPU);
        BigDecimal most = name.equals(MEMORY_GIB) ? MOST_GIB : known ? MOST_COUNTED : MOST_UNITS;
        boolean usable = value.isNumber() && value.decimalValue().signum() >= 0 && isAtMost(value, most);
        if (!usable && known) {
            throw new Unacceptable(
                    pointer + "/" + name, Fields.shown(value), "a number from 0 to " + most.toPlainString());
        }
        if (!usable || rates.size() == MOST_RESOURCES) {
            return;
        }
        if (resource.equals(Resource.MEMORY) && rates.containsKey(Resource.MEMORY)) {
            throw new Unacceptable(pointer + "/" + name, "memory told twice", "either memory or memory_gib");
        }
        BigDecimal perUnit = name.equals(MEMORY_GIB)
                ? new BigDecimal(Resource.MEMORY.microsPerDisplayUnit())
                : BigDecimal.valueOf(1_000_000);
        rates.put(resource, micros(value.decimalValue(), perUnit));
    }

    /** Compares before anything expands the number: one of a billion digits is told from its exponent. */
    private static boolean isAtMost(JsonNode value, BigDecimal most) {
        return value.decimalValue().compareTo(most) <= 0;
    }

    /** Rounded up to a whole millionth: callers compute in binary fractions. */
    private static BigInteger micros(BigDecimal units, BigDecimal perUnit) {
        BigDecimal exact = units.multiply(perUnit);
        return exact.compareTo(BigDecimal.ONE) < 0
                ? BigInteger.valueOf(exact.signum())
                : exact.setScale(0, RoundingMode.CEILING).toBigIntegerExact();
    }
}
