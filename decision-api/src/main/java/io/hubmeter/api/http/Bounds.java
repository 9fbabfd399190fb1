package io.hubmeter.api.http;

import java.time.Duration;

/**
 * What one caller may ask of the server at the most. Each bound is refused with its own problem, never cut short silently.
 *
 * @param bodyBytes the largest request body
 * @param reports how many reports, standings among them, may be written at a time
 * @param reportAccounts how many accounts may be listed at a time; their names are held in memory to sort them
 * @param reportLines how many lines of a report may be held in memory to add them up: those of one account by user, else all
 * @param readings how many readings one history may have
 * @param lookBack how far back usage may be asked for; readings older than this and a window may be gone
 * @param atOnce how many calls are worked on at a time; health and metrics do not count
 * @param patience how long a further call waits for its turn before it is refused
 * @param connections how many connections may be open; further ones wait to be accepted
 * @param idle how long a connection may stay silent before it is closed
 */
public record Bounds(
        int bodyBytes,
        int reports,
        int reportAccounts,
        int reportLines,
        int readings,
        Duration lookBack,
        int atOnce,
        Duration patience,
        int connections,
        Duration idle) {
    /**
     * 64 KiB, 2 reports at a time, a million accounts, 300,000 lines, 5,000 readings, one day back, 64 calls at a time and a second of
     * waiting, 1,024 connections, half a minute.
     */
    public static final Bounds DEFAULT = new Bounds(
            64 * 1024,
            2,
            1_000_000,
            300_000,
            5_000,
            Duration.ofDays(1),
            64,
            Duration.ofSeconds(1),
            1_024,
            Duration.ofSeconds(30));

    /** Checks that every bound is more than zero. */
    public Bounds {
        atLeastOne("bodyBytes", bodyBytes);
        atLeastOne("reports", reports);
        atLeastOne("reportAccounts", reportAccounts);
        atLeastOne("reportLines", reportLines);
        atLeastOne("atOnce", atOnce);
        atLeastOne("patience in milliseconds", patience.toMillis());
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
