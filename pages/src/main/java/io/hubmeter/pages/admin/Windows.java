package io.hubmeter.pages.admin;

import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The windows to choose from when more of a limit is granted. */
final class Windows {
    private Windows() {}

    /** Every window, then those that the account's limits have, the longest first. */
    static List<OverviewPage.Option> options(Entitlement entitlement, String chosen) {
        List<OverviewPage.Option> options = new ArrayList<>();
        options.add(new OverviewPage.Option("", "every window", chosen.isEmpty()));
        entitlement.bare().stream()
                .map(Limit::window)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .forEach(window -> options.add(new OverviewPage.Option(
                        written(window),
                        "per " + Phrases.window(window),
                        written(window).equals(chosen))));
        return options;
    }

    /** As a length of time is written: {@code 30d}, {@code 12h}, {@code 90m}, {@code 45s}. */
    static String written(Duration window) {
        long seconds = window.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
