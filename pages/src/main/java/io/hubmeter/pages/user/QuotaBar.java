package io.hubmeter.pages.user;

import io.hubmeter.pages.text.Exact;
import org.jspecify.annotations.Nullable;

/**
 * One limit as a bar.
 *
 * @param resource what is limited, {@code Memory}
 * @param window {@code per 30 days}; for what has no limit {@code last 30 days}
 * @param left {@code 9.9 GiB-hours left}, or {@code No limit}
 * @param used {@code 50.1}, with its unit where there is no limit
 * @param limit {@code 60 GiB-hours}; null where there is none
 * @param percent used, of the limit; 0 where there is no limit
 * @param filled how much of the bar is used, in percent, at the most 100
 * @param next how much of the bar the next hour will use, in percent; together with {@code filled} at the most 100
 * @param back what comes back next, {@code +8.0 tomorrow, Wed 18 Nov, from 08:15}; null if nothing does
 * @param tone how near the limit is
 * @param isObserved whether the limit is only watched: it refuses and stops nothing
 * @param origin where it comes from, {@code group regular}; empty for what everybody has
 */
public record QuotaBar(
        String resource,
        String window,
        Exact left,
        Exact used,
        @Nullable String limit,
        int percent,
        String filled,
        String next,
        @Nullable Exact back,
        Tone tone,
        boolean isObserved,
        String origin) {

    /** What a screen reader says. */
    public String spoken() {
        return limit == null
                ? "%s used, no limit".formatted(used.words())
                : "%s of %s used, %d percent, %s".formatted(used.words(), limit, percent, left.words());
    }
}
