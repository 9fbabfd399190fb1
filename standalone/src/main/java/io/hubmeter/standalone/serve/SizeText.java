package io.hubmeter.standalone.serve;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a server as settings have it: {@code cpu:2 memory:8Gi gpu:1}. */
final class SizeText {
    private static final Pattern ITEM =
            Pattern.compile("([a-z0-9._/-]{1,100}):(\\d{1,15}(?:\\.\\d{1,6})?)(m|Ki|Mi|Gi|Ti)?");
    private static final Map<String, BigDecimal> FACTORS = Map.of(
            "m", new BigDecimal("0.001"),
            "Ki", BigDecimal.valueOf(1L << 10),
            "Mi", BigDecimal.valueOf(1L << 20),
            "Gi", BigDecimal.valueOf(1L << 30),
            "Ti", BigDecimal.valueOf(1L << 40));
    private static final int MICROS = 6;

    private SizeText() {}

    /** What a server of that size holds; empty if the text is not acceptable. */
    static Optional<Request> read(String text) {
        SortedMap<Resource, BigInteger> rates = new TreeMap<>();
        for (String item : text.strip().split("\\s+", -1)) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String unit = matcher.group(3) == null ? "" : matcher.group(3);
            BigDecimal micros = new BigDecimal(matcher.group(2))
                    .multiply(FACTORS.getOrDefault(unit, BigDecimal.ONE))
                    .scaleByPowerOfTen(MICROS);
            boolean isWhole = micros.stripTrailingZeros().scale() <= 0;
            if (!isWhole || rates.put(new Resource(matcher.group(1)), micros.toBigIntegerExact()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Request(rates));
    }
}
