package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * A server that held resources, in words.
 *
 * @param place hub and pod
 * @param size what it held last; where that changed it says so
 * @param until when it ended, or that it runs
 * @param isEstimated whether nobody saw the end
 * @param used in the days that are shown
 */
record ServerLine(String name, String place, String size, Exact from, Exact until, boolean isEstimated, String used) {
    private static final Exact RUNNING = new Exact("running now", "running now");

    static ServerLine of(HeldServer server, Phrases phrases) {
        HeldServer.Place place = server.place();
        Instant end = server.end();
        int steps = server.rates().size();
        return new ServerLine(
                name(place.server(), place.daskCluster()),
                place.hub() == null ? place.pod() : place.hub() + " · " + place.pod(),
                phrases.size(server.rates().getLast().rates())
                        + (steps > 1 ? ", after %s changes of size".formatted(phrases.count(steps - 1)) : ""),
                phrases.at(server.start()),
                end == null ? RUNNING : phrases.at(end),
                server.isEndEstimated(),
                amounts(server.used(), phrases));
    }

    /** What people call a server; the default one has no name of its own. */
    static String name(String server, @org.jspecify.annotations.Nullable String daskCluster) {
        if (daskCluster != null) {
            return "Dask cluster " + daskCluster;
        }
        return server.isEmpty() ? "default server" : server;
    }

    private static String amounts(Quantities used, Phrases phrases) {
        return used.asMap().entrySet().stream()
                .map(entry -> phrases.amount(entry.getKey(), entry.getValue()).words())
                .collect(Collectors.joining(" · "));
    }
}
