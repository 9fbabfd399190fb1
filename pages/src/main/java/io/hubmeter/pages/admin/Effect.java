package io.hubmeter.pages.admin;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Corrections;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Phrases;
import io.hubmeter.pages.user.ServerSize;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an entry changes, worked out before it is recorded.
 *
 * @param limits each limit before and after; those that stay as they are are left out
 * @param sizes each size of server, and how much longer it can run
 * @param remarks what there is to know besides, such as that nothing changes
 * @param isComplete whether the numbers are known; if not, a remark says why
 */
record Effect(List<Line> limits, List<Size> sizes, List<String> remarks, boolean isComplete) {
    private static final int MOST_READINGS = 20_000;

    /**
     * A limit before and after.
     *
     * @param limitBefore its amount
     * @param usedBefore what counts as used
     * @param levelBefore {@code over} or {@code within}
     */
    record Line(
            String title,
            String limitBefore,
            String limitAfter,
            String usedBefore,
            String usedAfter,
            String levelBefore,
            String levelAfter) {
        boolean changesAnything() {
            return !limitBefore.equals(limitAfter) || !usedBefore.equals(usedAfter) || !levelBefore.equals(levelAfter);
        }
    }

    /**
     * How long a server could run before and after, beside what runs now.
     *
     * @param sentence {@code restores 2 h 30 min of Standard}; or that nothing changes
     */
    record Size(String name, String before, String after, String sentence) {}

    /** Who it is about, and what is known of them. */
    record Subject(AccountId account, Policy policy, List<String> groups, Grants grants, List<ServerSize> sizes) {}

    /** What follows from an entry that {@code grants} does not have yet. */
    static Effect of(Grant entry, Subject subject, UsageView view, Phrases phrases) {
        if (entry.kind() == Grant.Kind.CORRECTION) {
            return ofCorrection(entry, subject, view, phrases);
        }
        Grants after =
                subject.grants().plus(entry) instanceof Grants.Outcome.Accepted(Grants more) ? more : subject.grants();
        Grant voided = voidedBy(entry, subject.grants());
        if (voided != null && voided.kind() == Grant.Kind.CORRECTION) {
            return new Effect(
                    List.of(),
                    List.of(),
                    List.of(
                            voided.amount().signum() < 0
                                    ? "What the correction took off counts as used again, so limits may be used up by it."
                                    : "What the correction added does not count as used any more.",
                            "How much that is, is known once it is recorded."),
                    false);
        }
        Instant when = entry.from().isAfter(phrases.now()) ? entry.from() : phrases.now();
        Entitlement before = entitlement(subject, subject.grants(), when);
        Entitlement then = entitlement(subject, after, when);
        Ask ask = (entitlement, request) ->
                view.assess(subject.account(), entitlement, request, minimum(subject), phrases.now());
        List<String> remarks = new ArrayList<>();
        boolean isLater = when.isAfter(phrases.now());
        if (isLater) {
            remarks.add("It begins %s; until then nothing changes.".formatted(phrases.at(when)));
        }
        if (entry.kind() == Grant.Kind.ADDITION
                && before.bare().stream().noneMatch(limit -> LimitLine.concerns(entry, limit))) {
            remarks.add("No limit that can be raised has this resource and window, so it changes nothing.");
        }
        if (voided != null && before.equals(then)) {
            remarks.add("The grant is not in force now, so no limit changes today.");
        }
        return new Effect(
                lines(ask.of(before, Request.OF_UNKNOWN_SIZE), ask.of(then, Request.OF_UNKNOWN_SIZE), phrases),
                isLater ? List.of() : sizes(subject, before, then, ask, ask, phrases),
                remarks,
                true);
    }

    /** The entry that a void is about; null for other entries. */
    private static @Nullable Grant voidedBy(Grant entry, Grants grants) {
        return entry.kind() != Grant.Kind.VOID
                ? null
                : grants.entries().stream()
                        .filter(other ->
                                other.kind() != Grant.Kind.VOID && other.id().equals(entry.id()))
                        .findFirst()
                        .orElse(null);
    }

    private static Effect ofCorrection(Grant entry, Subject subject, UsageView view, Phrases phrases) {
        Entitlement entitlement = entitlement(subject, subject.grants(), phrases.now());
        Duration window = entitlement.bare().stream()
                .map(Limit::window)
                .max(Duration::compareTo)
                .orElse(Duration.ofDays(1));
        Instant earliest = phrases.now().minus(window);
        Instant from = entry.from().isBefore(earliest) ? entry.from() : earliest;
        Timeline before;
        Timeline after;
        try {
            before = PastUse.timeline(
                    view, subject.account(), from, phrases.now().plusMillis(1), MOST_READINGS);
        } catch (TooManyReadings many) {
            return new Effect(
                    List.of(),
                    List.of(),
                    List.of("There is too much history to say beforehand what it changes."),
                    false);
        }
        after = new Timeline();
        after.putAll(before.readings());
        Corrections.Outcome outcome = Corrections.NONE.applied(List.of(entry), before, List.of(), from);
        if (!outcome.changes().isEmpty()) {
            after.putAll(Meter.amend(after, outcome.changes(), false));
        }
        Ask asBefore = ask(before, subject, phrases);
        Ask asAfter = ask(after, subject, phrases);
        return new Effect(
                lines(
                        asBefore.of(entitlement, Request.OF_UNKNOWN_SIZE),
                        asAfter.of(entitlement, Request.OF_UNKNOWN_SIZE),
                        phrases),
                sizes(subject, entitlement, entitlement, asBefore, asAfter, phrases),
                remarks(entry, outcome.corrections().effectOf(entry), earliest, phrases),
                true);
    }

    private static List<String> remarks(Grant entry, BigInteger effect, Instant earliest, Phrases phrases) {
        List<String> remarks = new ArrayList<>();
        var resource = Objects.requireNonNull(entry.resource());
        if (effect.signum() == 0) {
            remarks.add("Nothing was held then, so there is nothing to take off.");
        } else if (effect.abs().compareTo(entry.amount().abs()) < 0) {
            remarks.add("Only %s was held then, so no more than that is taken off."
                    .formatted(phrases.amount(resource, effect.abs())));
        }
        if (Objects.requireNonNull(entry.until()).isBefore(earliest)) {
            remarks.add("It is about a time that no limit counts any more.");
        }
        return remarks;
    }

    private static Entitlement entitlement(Subject subject, Grants grants, Instant at) {
        return Entitlement.of(subject.policy(), subject.account(), subject.groups(), grants, at);
    }

    private static Duration minimum(Subject subject) {
        return subject.policy().rules().minimumRuntime();
    }

    @FunctionalInterface
    private interface Ask {
        Assessment of(Entitlement entitlement, Request request);
    }

    private static Ask ask(MeterHistory history, Subject subject, Phrases phrases) {
        return (entitlement, request) -> Assessor.assess(
                subject.account(), history, null, entitlement, request, minimum(subject), phrases.now());
    }

    private static List<Line> lines(Assessment before, Assessment after, Phrases phrases) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < before.standings().size(); i++) {
            Standing a = before.standings().get(i);
            Standing b = after.standings().get(i);
            Line line = new Line(
                    Bar.title(a.limit()),
                    LimitLine.amount(a.limit(), phrases),
                    LimitLine.amount(b.limit(), phrases),
                    phrases.amount(a.limit().resource(), a.used()).words(),
                    phrases.amount(b.limit().resource(), b.used()).words(),
                    level(a),
                    level(b));
            if (line.changesAnything()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String level(Standing standing) {
        return Tightest.isOver(standing.limit(), standing.used()) ? "over" : "within";
    }

    private static List<Size> sizes(
            Subject subject, Entitlement before, Entitlement after, Ask askBefore, Ask askAfter, Phrases phrases) {
        return subject.sizes().stream()
                .map(size -> size(
                        size, askBefore.of(before, size.request()), askAfter.of(after, size.request()), phrases.now()))
                .toList();
    }

    private static Size size(ServerSize size, Assessment before, Assessment after, Instant now) {
        Duration was = runtime(before, now);
        Duration will = runtime(after, now);
        String sentence = "changes nothing for " + size.name();
        if (was != null && will == null) {
            sentence = "lets " + size.name() + " run on without an end in sight";
        } else if (was == null && will != null) {
            sentence = "bounds %s to %s".formatted(size.name(), Phrases.duration(will));
        } else if (was != null && will != null && !was.equals(will)) {
            boolean isMore = will.compareTo(was) > 0;
            sentence = "%s %s of %s"
                    .formatted(
                            isMore ? "restores" : "takes",
                            Phrases.duration(will.minus(was).abs()),
                            size.name());
        }
        return new Size(size.name(), words(was), words(will), sentence);
    }

    private static String words(@Nullable Duration runtime) {
        return runtime == null ? "no end in sight" : runtime.isPositive() ? Phrases.duration(runtime) : "not at all";
    }

    /** How long a server could run; null if no limit that it draws on ends it within its window. */
    private static @Nullable Duration runtime(Assessment assessment, Instant now) {
        Instant first = null;
        for (Standing standing : assessment.standings()) {
            Instant end = standing.exhaustedAt();
            if (standing.isDrawnOn() && end != null && (first == null || end.isBefore(first))) {
                first = end;
            }
        }
        return first == null ? null : Duration.between(now, first);
    }
}
