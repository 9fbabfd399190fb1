package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What runs now, and how long it can go on. */
final class RunningServers {
    private final UserFacts facts;
    private final Phrases phrases;
    private final ServerNames names;

    private RunningServers(UserFacts facts, Phrases phrases, ServerNames names) {
        this.facts = facts;
        this.phrases = phrases;
        this.names = names;
    }

    static List<RunningServer> of(UserFacts facts, Phrases phrases, ServerNames names) {
        RunningServers running = new RunningServers(facts, phrases, names);
        return facts.running().stream().map(running::server).toList();
    }

    private RunningServer server(HeldServer server) {
        Quantities rates = ServerNames.held(server);
        return new RunningServer(
                names.of(server),
                kind(server),
                phrases.size(rates),
                phrases.at(server.start()),
                Phrases.duration(Duration.between(server.start(), facts.at())),
                rates.asMap().entrySet().stream()
                        .map(rate ->
                                phrases.rate(rate.getKey(), rate.getValue()).replace(" CPU", " core") + "-hours")
                        .toList(),
                firstEnd(facts, server).map(this::runsOut).orElse(null));
    }

    private static String kind(HeldServer server) {
        if (server.place().daskCluster() != null) {
            return "part of Dask cluster " + server.place().daskCluster();
        }
        return server.place().server().isEmpty() ? "default server" : "named server";
    }

    private RunningServer.RunsOut runsOut(Standing standing) {
        Instant end = Objects.requireNonNull(standing.exhaustedAt());
        return new RunningServer.RunsOut(
                end.isAfter(facts.at()) ? Phrases.duration(Duration.between(facts.at(), end)) : null,
                phrases.at(end),
                Phrases.noun(standing.limit().resource()));
    }

    /** Of the limits that a server draws on, the one that is used up first if all goes on as it does. */
    private static Optional<Standing> firstEnd(UserFacts facts, HeldServer server) {
        return facts.assessment().standings().stream()
                .filter(standing -> standing.exhaustedAt() != null
                        && facts.isEnforced(standing)
                        && ServerNames.held(server)
                                        .get(standing.limit().resource())
                                        .signum()
                                > 0)
                .min(Comparator.comparing(standing -> Objects.requireNonNull(standing.exhaustedAt())));
    }
}
