package io.hubmeter.pages.user;

import io.hubmeter.pages.text.Exact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that holds resources now.
 *
 * @param name what people call it
 * @param kind {@code default server}, {@code named server}, {@code part of Dask cluster NAME}
 * @param size {@code 2 CPU · 4 GiB}
 * @param since since when, {@code today at 09:04}
 * @param age {@code 2 h 30 min}
 * @param hourly what it uses each hour, one entry for each resource
 * @param end when the first limit that it draws on is used up; null if none is, as far as can be seen
 */
public record RunningServer(
        String name,
        String kind,
        String size,
        Exact since,
        String age,
        List<String> hourly,
        @Nullable RunsOut end) {

    /**
     * The end in sight.
     *
     * @param in how long that is from now; null if it is used up
     * @param at when that is
     * @param resource what is used up then, {@code memory}
     */
    public record RunsOut(@Nullable String in, Exact at, String resource) {}
}
