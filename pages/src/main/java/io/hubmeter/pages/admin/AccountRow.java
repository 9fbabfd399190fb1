package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the overview keeps of one account: little, since it keeps all of them.
 *
 * @param user the raw name
 * @param folded the name in lower case, for whoever searches
 * @param groups the groups that the hub last reported
 * @param hubs where it has servers now; empty if nothing runs, or the realm has one hub only
 * @param level how it stands
 * @param tightest null if nothing is limited
 * @param servers how many pods hold resources
 * @param rates what they hold, in micro-units
 * @param runsOutAt when the first limit is used up if they go on; null if none will be within one window, or one is already
 * @param cost what was used since the month began; null if nothing has a price
 */
record AccountRow(
        String user,
        String folded,
        Groups groups,
        List<String> hubs,
        Level level,
        @Nullable Tightest tightest,
        int servers,
        Quantities rates,
        @Nullable Instant runsOutAt,
        @Nullable BigDecimal cost) {

    /**
     * Groups, which many accounts have in common.
     *
     * @param names as the hub has them
     * @param joined the same for people
     */
    record Groups(List<String> names, String joined) {
        static final Groups NONE = of(List.of());

        static Groups of(List<String> names) {
            return new Groups(List.copyOf(names), String.join(", ", names));
        }
    }

    /** How names are compared when they are searched for. */
    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether anything runs. */
    boolean isRunning() {
        return servers > 0;
    }
}
