package io.hubmeter.pages.user;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.util.List;

/** What was stopped lately and why, told long after the fact too. */
final class StopNotes {
    private static final Duration TOLD_FOR = Duration.ofDays(30);
    private static final int MOST = 3;

    private StopNotes() {}

    /**
     * One server that was stopped.
     *
     * @param server what people call it
     * @param at when
     * @param resource what was used up
     */
    public record StopNote(String server, Exact at, String resource) {}

    static List<StopNote> of(UserFacts facts, Phrases phrases, ServerNames names) {
        return facts.stops().stream()
                .filter(stop -> stop.outcome() == Stop.Outcome.STOPPED
                        && stop.at().isAfter(facts.at().minus(TOLD_FOR)))
                .limit(MOST)
                .map(stop -> new StopNote(
                        names.of(stop, facts.ended()),
                        phrases.at(stop.at()),
                        Phrases.noun(stop.limit().resource())))
                .toList();
    }
}
