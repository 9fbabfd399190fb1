package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.quota.PlannedHistory;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How long servers of the hub's sizes could run from now on. */
final class StartOptions {
    private final UserFacts facts;
    private final Phrases phrases;
    private final MeterHistory history;

    private StartOptions(UserFacts facts, Phrases phrases, MeterHistory history) {
        this.facts = facts;
        this.phrases = phrases;
        this.history = history;
    }

    /** Next to what runs now. */
    static List<StartOption> nextTo(UserFacts facts, Phrases phrases, List<ServerSize> sizes) {
        MeterHistory history = facts.history();
        return history == null ? List.of() : new StartOptions(facts, phrases, history).of(sizes);
    }

    /** Instead of what runs now. */
    static List<StartOption> insteadOf(UserFacts facts, Phrases phrases, List<ServerSize> sizes) {
        MeterHistory history = facts.history();
        return history == null
                ? List.of()
                : new StartOptions(facts, phrases, new PlannedHistory(history, facts.at(), Quantities.ZERO)).of(sizes);
    }

    private List<StartOption> of(List<ServerSize> sizes) {
        return sizes.stream().map(this::option).toList();
    }

    private StartOption option(ServerSize size) {
        Assessment assessment = Assessor.assess(
                facts.account(),
                history,
                facts.assessment().heardAt(),
                facts.entitlement(),
                size.request(),
                facts.rules().minimumRuntime(),
                facts.at());
        List<Standing> inTheWay = assessment.standings().stream()
                .filter(standing -> standing.verdict() != Standing.Verdict.ALLOWS && facts.isEnforced(standing))
                .toList();
        String holds = phrases.size(size.request().quantities());
        return inTheWay.isEmpty()
                ? possible(size, holds, assessment)
                : refused(size, holds, inTheWay.getFirst(), assessment.retryAt());
    }

    private StartOption possible(ServerSize size, String holds, Assessment assessment) {
        Instant end = tightest(assessment.standings());
        return end == null
                ? new StartOption(size.name(), holds, true, "No end in sight", null, null, null)
                : new StartOption(
                        size.name(),
                        holds,
                        true,
                        Phrases.duration(Duration.between(facts.at(), end)),
                        "until " + untilWords(end),
                        null,
                        null);
    }

    private @Nullable Instant tightest(List<Standing> standings) {
        return standings.stream()
                .filter(standing -> standing.isDrawnOn() && facts.isEnforced(standing))
                .map(Standing::exhaustedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** On the same day the time is enough. */
    private String untilWords(Instant end) {
        String words = phrases.at(end).words();
        return words.startsWith("today at ") ? words.substring("today at ".length()) : words;
    }

    private StartOption refused(ServerSize size, String holds, Standing standing, @Nullable Instant retryAt) {
        String resource = Phrases.noun(standing.limit().resource());
        String why = standing.verdict() == Standing.Verdict.USED_UP
                ? "your %s quota is used up".formatted(resource)
                : "%s would last %s; at least %s are needed"
                        .formatted(
                                resource,
                                Phrases.duration(Duration.between(
                                        facts.at(), Objects.requireNonNullElse(standing.exhaustedAt(), facts.at()))),
                                Phrases.duration(facts.rules().minimumRuntime()));
        if (retryAt == null) {
            return new StartOption(
                    size.name(), holds, false, "Not for you", "it does not fit into your quota", null, null);
        }
        boolean isLater = retryAt.isAfter(facts.at());
        return new StartOption(
                size.name(),
                holds,
                false,
                "Not now",
                why,
                isLater ? phrases.from(retryAt) : null,
                isLater ? phrases.shortFrom(retryAt) : null);
    }
}
