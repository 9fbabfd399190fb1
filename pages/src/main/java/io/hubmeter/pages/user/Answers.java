package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.outlook.OverSince;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import io.hubmeter.pages.user.AnswerCard.Action;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the answer to what people come for: how long can I go on, or what happened and when can I start again? */
final class Answers {
    private static final Duration NEAR = Duration.ofHours(1);
    private static final Duration TOLD_FOR = Duration.ofDays(7);

    private final UserFacts facts;
    private final Phrases phrases;
    private final ServerNames names;
    private final List<ServerSize> sizes;
    private final boolean isStopped;

    private Answers(UserFacts facts, Phrases phrases, ServerNames names, List<ServerSize> sizes, boolean isStopped) {
        this.facts = facts;
        this.phrases = phrases;
        this.names = names;
        this.sizes = sizes;
        this.isStopped = isStopped;
    }

    /**
     * The answer.
     *
     * @param isStopped whether servers are stopped when a limit is used up, rather than only refused
     */
    static AnswerCard of(
            UserFacts facts, Phrases phrases, ServerNames names, List<ServerSize> sizes, boolean isStopped) {
        return new Answers(facts, phrases, names, sizes, isStopped).card();
    }

    private AnswerCard card() {
        if (facts.decision() instanceof Decision.Unknown(Decision.Cause cause)) {
            return unknown(cause);
        }
        if (facts.running().isEmpty()) {
            return nothingRuns();
        }
        return usedUp().map(this::overWhileRunning)
                .orElseGet(() -> firstEnd().map(this::running).orElseGet(this::endless));
    }

    private AnswerCard unknown(Decision.Cause cause) {
        boolean isPermitted = facts.policy() == null || facts.policy().unknownOn(facts.hub()) == UnknownIs.PERMIT;
        String meanwhile = isPermitted
                ? "You can still start servers; your hub allows it while the meter is silent."
                : "New servers cannot be started until it is back.";
        Instant heardAt = facts.assessment().heardAt();
        return switch (cause) {
            case POLICY_MISSING ->
                AnswerCard.of(
                        Tone.STALE,
                        "No quotas are set up yet",
                        "What you use is counted. " + (isPermitted ? "You can start servers." : meanwhile),
                        Action.GO_TO_SERVERS);
            case NEVER_HEARD, UNREACHABLE ->
                AnswerCard.of(
                        Tone.STALE,
                        "Nothing has been heard of this hub's servers yet",
                        "So nothing can be said about your quotas. " + meanwhile,
                        Action.GO_TO_SERVERS);
            case STALE -> {
                Instant heard = Objects.requireNonNullElse(heardAt, facts.at());
                yield new AnswerCard(
                        Tone.STALE,
                        "Numbers are %s old".formatted(Phrases.duration(Duration.between(heard, facts.at()))),
                        "The meter has not been heard from since",
                        phrases.at(heard),
                        ". What you used since then is missing here and is added when it is back. " + meanwhile,
                        Action.GO_TO_SERVERS);
            }
        };
    }

    private AnswerCard nothingRuns() {
        Optional<Stop> stop = lastStop();
        if (stop.isPresent()) {
            return stopped(stop.get());
        }
        Optional<Standing> over = usedUp();
        if (over.isPresent()) {
            return again(
                    Tone.OVER,
                    "Your %s quota is used up"
                            .formatted(Phrases.noun(over.get().limit().resource())),
                    used(over.get()) + " Nothing is running.",
                    Action.ASK_FOR_MORE);
        }
        if (facts.isUnused()) {
            return AnswerCard.of(
                    Tone.CALM,
                    "Nothing used yet: everything is available",
                    "Choose a server and start. From then on this page shows what you use and how long it lasts.",
                    Action.START_A_SERVER);
        }
        return AnswerCard.of(
                Tone.CALM,
                "Nothing is running, so nothing is being used up",
                startable()
                        .map(option -> option.detail() == null
                                ? "You can start %s.".formatted(option.name())
                                : "You can start %s now: it could run for %s, %s."
                                        .formatted(option.name(), option.answer(), option.detail()))
                        .orElse("Choose a server and start."),
                Action.START_A_SERVER);
    }

    private Optional<StartOption> startable() {
        return StartOptions.nextTo(facts, phrases, sizes).stream()
                .filter(StartOption::isPossible)
                .findFirst();
    }

    /** The newest stop, if no server started after it and it is not long ago. */
    private Optional<Stop> lastStop() {
        Instant newestStart = facts.ended().stream()
                .map(HeldServer::start)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        return facts.stops().stream()
                .filter(stop -> stop.outcome() == Stop.Outcome.STOPPED)
                .findFirst()
                .filter(stop -> !newestStart.isAfter(stop.at())
                        && stop.at().isAfter(facts.at().minus(TOLD_FOR)));
    }

    private AnswerCard stopped(Stop stop) {
        Limit limit = stop.limit();
        BigInteger amount = limit.amount();
        String when = phrases.at(stop.at()).words().replaceFirst("^today ", "");
        String headline = "%s was stopped %s because your %s quota was used up"
                .formatted(names.of(stop, facts.ended()), when, Phrases.noun(limit.resource()));
        String text = amount == null
                ? "Your saved files are safe."
                : "You had used all of your %s %s per %s. Your saved files are safe."
                        .formatted(
                                phrases.limit(limit.resource(), amount),
                                limit.resource().displayHours(),
                                Phrases.window(limit.window()));
        return usedUp().isPresent()
                ? again(Tone.OVER, headline, text, Action.ASK_FOR_MORE)
                : AnswerCard.of(Tone.CALM, headline, text + " You can start servers again.", Action.START_A_SERVER);
    }

    /** With the first size that can be started again, or with nothing of the kind if the hub's sizes are not known. */
    private AnswerCard again(Tone tone, String headline, String text, Action action) {
        StartOption first = StartOptions.nextTo(facts, phrases, sizes).stream()
                .filter(option -> option.isPossible() || option.again() != null)
                .findFirst()
                .orElse(null);
        if (first != null && first.isPossible()) {
            return AnswerCard.of(
                    tone, headline, text + " You can start %s now.".formatted(first.name()), Action.START_A_SERVER);
        }
        String start = first == null ? "start again" : "start %s again".formatted(first.name());
        Exact when = first == null ? retryAt() : first.again();
        return when == null
                ? AnswerCard.of(tone, headline, text + " Ask an admin for more.", action)
                : new AnswerCard(
                        tone, headline, text + " You can " + start, when, ", or ask an admin for more.", action);
    }

    private @Nullable Exact retryAt() {
        Instant retryAt = facts.assessment().retryAt();
        return retryAt == null ? null : phrases.from(retryAt);
    }

    /** The enforced limit that is used up for the longest time to come; not one that never gave anything. */
    private Optional<Standing> usedUp() {
        return facts.assessment().standings().stream()
                .filter(standing -> facts.isEnforced(standing)
                        && standing.verdict() == Standing.Verdict.USED_UP
                        && !BigInteger.ZERO.equals(standing.limit().amount()))
                .max(Comparator.comparing(standing -> Objects.requireNonNullElse(standing.retryAt(), Instant.MAX)));
    }

    private String used(Standing standing) {
        Limit limit = standing.limit();
        return "You have used all of your %s %s per %s."
                .formatted(
                        phrases.limit(limit.resource(), Objects.requireNonNull(limit.amount())),
                        limit.resource().displayHours(),
                        Phrases.window(limit.window()));
    }

    private AnswerCard overWhileRunning(Standing standing) {
        String resource = Phrases.noun(standing.limit().resource());
        if (!isStopped) {
            return again(
                    Tone.OVER,
                    "Your %s quota is used up".formatted(resource),
                    used(standing) + " What runs may go on; once it has stopped, nothing can be started for a while.",
                    Action.ASK_FOR_MORE);
        }
        Instant deadline = overSince(standing)
                .map(ExactInstant::ceil)
                .orElse(facts.at())
                .plus(facts.rules().grace());
        String headline = "Your %s quota is used up: save your work".formatted(resource);
        return deadline.isAfter(facts.at())
                ? new AnswerCard(
                        Tone.OVER,
                        headline,
                        used(standing) + " " + subject() + " stopped",
                        phrases.at(deadline),
                        ". Files you have saved are kept.",
                        Action.ASK_FOR_MORE)
                : AnswerCard.of(
                        Tone.OVER,
                        headline,
                        used(standing) + " " + subject() + " stopped any moment now. Files you have saved are kept.",
                        Action.ASK_FOR_MORE);
    }

    private Optional<ExactInstant> overSince(Standing standing) {
        MeterHistory history = facts.history();
        return history == null ? Optional.empty() : OverSince.of(history, standing.limit(), facts.at());
    }

    /** The limit that is used up first if everything goes on as it does. */
    private Optional<Standing> firstEnd() {
        return facts.assessment().standings().stream()
                .filter(standing -> facts.isEnforced(standing)
                        && standing.exhaustedAt() != null
                        && standing.rate().signum() > 0)
                .min(Comparator.comparing(standing -> Objects.requireNonNull(standing.exhaustedAt())));
    }

    private AnswerCard running(Standing standing) {
        Instant end = Objects.requireNonNull(standing.exhaustedAt());
        Duration left = Duration.between(facts.at(), end);
        String resource = Phrases.noun(standing.limit().resource());
        boolean isOne = facts.running().size() == 1;
        String stays = isOne ? "it stays on" : "they stay on";
        if (left.compareTo(NEAR) < 0) {
            return new AnswerCard(
                    Tone.NEAR,
                    "%s left: save your work".formatted(Phrases.duration(left)),
                    "Your %s quota is nearly used up. If %s, nothing is left"
                            .formatted(resource, isOne ? one() + " stays on" : "your servers stay on"),
                    phrases.at(end),
                    stopSentence(end, isOne) + (isStopped ? " Files you have saved are kept." : ""),
                    Action.GO_TO_SERVERS);
        }
        return new AnswerCard(
                Tone.CALM,
                "%s can run for %s more".formatted(isOne ? one() : "Your servers", Phrases.duration(left)),
                "%s for you. If %s, your %s quota is used up".formatted(keeps(isOne), stays, resource),
                phrases.at(end),
                stopSentence(end, isOne),
                Action.GO_TO_SERVERS);
    }

    private String stopSentence(Instant end, boolean isOne) {
        if (!isStopped) {
            return "; new servers are refused from then on.";
        }
        String are = isOne ? "the server is stopped" : "the servers are stopped";
        Duration grace = facts.rules().grace();
        return grace.isZero()
                ? " and " + are + "."
                : " and %s %s later, at %s."
                        .formatted(
                                are,
                                Phrases.duration(grace),
                                phrases.clock(end.plus(grace)).words());
    }

    private AnswerCard endless() {
        boolean isOne = facts.running().size() == 1;
        return AnswerCard.of(
                Tone.CALM,
                "%s can stay on as long as you like".formatted(isOne ? one() : "Your servers"),
                "%s for you. At this pace none of your quotas is used up.".formatted(keeps(isOne)),
                Action.GO_TO_SERVERS);
    }

    private String one() {
        HeldServer server = facts.running().getFirst();
        return names.of(server);
    }

    private String subject() {
        return facts.running().size() == 1 ? one() + " is" : "Your servers are";
    }

    private String keeps(boolean isOne) {
        String held = facts.assessment().rates().asMap().entrySet().stream()
                .filter(rate -> isLimited(rate.getKey().name()))
                .sorted(Map.Entry.comparingByKey(QuotaBars.RESOURCES))
                .map(rate -> phrases.rate(rate.getKey(), rate.getValue())
                        + of(rate.getKey().name()))
                .collect(Collectors.joining(" and "));
        String all = held.isEmpty() ? phrases.size(facts.assessment().rates()) : held;
        return (isOne ? "It keeps " : "They keep ") + all;
    }

    private boolean isLimited(String resource) {
        return facts.assessment().standings().stream()
                .anyMatch(standing -> standing.limit().resource().name().equals(resource)
                        && !standing.limit().isUnlimited());
    }

    private static String of(String resource) {
        return resource.equals("memory") ? " of memory" : "";
    }
}
