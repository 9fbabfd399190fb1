package io.hubmeter.api.http;

import java.time.Duration;

/**
 * What one caller may ask of the server at the most. Each bound is refused with its own problem, never cut short silently.
 *
 * @param bodyBytes the largest request body
 * @param reports how many reports may be written at a time
 * @param reportAccounts how many accounts one report may list; their names are held in memory to sort them
 * @param readings how many readings one history may have
 * @param lookBack how far back usage may be asked for; readings older than this and a window may be gone
 * @param connections how many connections may be open; further ones wait to be accepted
 * @param idle how long a connection may stay silent before it is closed
 */
public record Bounds(
        int bodyBytes,
        int reports,
        int reportAccounts,
        int readings,
        Duration lookBack,
        int connections,
        Duration idle) {
    /** 64 KiB, 2 reports of up to a million accounts, 5,000 readings, one day back, 1,024 connections, half a minute. */
    public static final Bounds DEFAULT =
            new Bounds(64 * 1024, 2, 1_000_000, 5_000, Duration.ofDays(1), 1_024, Duration.ofSeconds(30));

    /** Checks that every bound is more than zero. */
    public Bounds {
        atLeastOne("bodyBytes", bodyBytes);
        atLeastOne("reports", reports);
        atLeastOne("reportAccounts", reportAccounts);
        atLeastOne("connections", connections);
        atLeastOne("readings", readings);
        atLeastOne("lookBack in milliseconds", lookBack.toMillis());
        atLeastOne("idle in milliseconds", idle.toMillis());
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s: found %d, expected 1 or more".formatted(name, value));
        }
    }
}
