package io.hubmeter.collector.policyfile;

import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The unit of a limit without its {@code -hours}.
 *
 * @param resource what it counts
 * @param displayUnits display units of the resource (cores, GiB, GPUs) in one of this unit; exact
 */
record LimitUnit(Resource resource, BigDecimal displayUnits) {
    /** What may be suggested for a unit that is not known. */
    static final List<String> KNOWN = List.of("core", "CPU", "GiB", "MiB", "TiB", "GPU");

    static final String EXPECTED = "core-hours, CPU-hours, GiB-hours, MiB-hours, TiB-hours, GPU-hours"
            + " or an extended resource in lower case such as nvidia.com/mig-1g.5gb-hours";

    private static final Pattern HOURS = Pattern.compile("(?i)-hours?$");
    private static final BigDecimal KILO = BigDecimal.valueOf(1024);

    /**
     * The unit of a name; letter case matters only in extended resources, which are known by the {@code /} in their names.
     * Empty if there is no such unit.
     */
    static Optional<LimitUnit> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "core", "cpu" -> Optional.of(new LimitUnit(Resource.CPU, BigDecimal.ONE));
            case "gib" -> Optional.of(new LimitUnit(Resource.MEMORY, BigDecimal.ONE));
            case "mib" -> Optional.of(new LimitUnit(Resource.MEMORY, BigDecimal.ONE.divide(KILO)));
            case "tib" -> Optional.of(new LimitUnit(Resource.MEMORY, KILO));
            case "gpu" -> Optional.of(new LimitUnit(Resource.GPU, BigDecimal.ONE));
            default -> extended(name);
        };
    }

    /** The unit of a text that ends in {@code -hours} or {@code -hour}; empty if there is no such unit. */
    static Optional<LimitUnit> ofHours(String text) {
        String name = withoutHours(text);
        return name.length() < text.length() ? of(name) : Optional.empty();
    }

    static String withoutHours(String text) {
        return HOURS.matcher(text).replaceFirst("");
    }

    private static Optional<LimitUnit> extended(String name) {
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1 || slash != name.lastIndexOf('/')) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LimitUnit(new Resource(name), BigDecimal.ONE));
        } catch (IllegalArgumentException notAResource) {
            return Optional.empty();
        }
    }
}
