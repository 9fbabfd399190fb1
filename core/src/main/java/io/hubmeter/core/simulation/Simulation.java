package io.hubmeter.core.simulation;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.decision.Wording;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The history of one account as it would have been under another policy that came into force at an instant.
 *
 * <p>A pod that would have been denied at its start never runs, and one that would have been stopped ends there: what it used
 * later does not count. Nobody asks again who was denied. What was used before the instant counts as it was, and what ran then
 * goes on. News are never late and nothing is ever unknown.
 *
 * <p>A pod is stopped at the first whole millisecond at which the grace of an enforced limit is over, if the limit is still
 * exceeded then; from there on no pod of a hub that enforces limits holds the resource as long as the limit is exceeded.
 *
 * <p>What happens at the same instant happens in this order: pods end and change, grants begin and end, pods are stopped, pods
 * start, by uid.
 */
public final class Simulation {
    private static final Duration TICK = Duration.ofMillis(1);

    private final RecordedAccount account;
    private final Policy policy;
    private final Instant from;
    private final Instant until;
    private final Terms terms;
    private final SimulatedMeter meter;
    private final PodQueue pods;
    private final List<SimulatedEvent> events = new ArrayList<>();
    private Quantities simulated = Quantities.ZERO;
    private int permitted;
    private int denied;
    private int stopped;

    private Simulation(RecordedAccount account, Policy policy, Instant from, Instant until) {
        this.account = account;
        this.policy = policy;
        this.from = from;
        this.until = until;
        this.terms = new Terms(account, policy, from);
        List<RecordedPod> starts = account.pods().stream()
                .filter(pod -> !pod.start().isBefore(from) && pod.start().isBefore(until))
                .sorted(RecordedPod.BY_START)
                .toList();
        this.pods = new PodQueue(starts);
        Instant floor = from.minus(longestWindow(policy));
        this.meter = new SimulatedMeter(policy.rules().warnings(), floor, from, past(floor));
    }

    /**
     * What would have become of an account in {@code [from, until)}.
     *
     * @param account its pods as far back as the longest window of the policy before {@code from}
     * @param from whole milliseconds, as {@code until}
     * @throws IllegalArgumentException if the interval is empty
     */
    public static SimulatedAccount of(RecordedAccount account, Policy policy, Instant from, Instant until) {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("until: found %s, expected later than from, %s".formatted(until, from));
        }
        return new Simulation(account, policy, from, until).run();
    }

    /** The longest window of any limit; zero if there is none. */
    public static Duration longestWindow(Policy policy) {
        return Stream.of(
                        List.of(policy.defaults()),
                        policy.groups().values(),
                        policy.users().values())
                .flatMap(java.util.Collection::stream)
                .flatMap(List<Rule>::stream)
                .flatMap(rule -> rule.limits().stream())
                .map(Limit::window)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** What was held from the floor on before the policy came into force; pods that hold something then run. */
    private List<RateChange> past(Instant floor) {
        List<RateChange> past = new ArrayList<>();
        for (RecordedPod pod : account.pods()) {
            Instant end = pod.end();
            if (pod.start().isBefore(from) && (end == null || end.isAfter(floor))) {
                int happened = 0;
                for (RateChange change : pod.changes()) {
                    if (change.at().isBefore(from)) {
                        Instant at = change.at().isBefore(floor) ? floor : change.at();
                        past.add(new RateChange(at, change.rates(), change.openPods()));
                        happened++;
                    }
                }
                if (end == null || !end.isBefore(from)) {
                    pods.run(pod, happened);
                }
            }
        }
        return past;
    }

    private SimulatedAccount run() {
        meter.correct(terms.corrections());
        meter.relimit(terms.entitlement().bare(), QuotaEvent.Cause.POLICY_CHANGED);
        happenAt(from);
        while (meter.clock().isBefore(until)) {
            Instant next = earliest(earliest(pods.nextAt(), terms.nextAfter(meter.clock())), nextKnownDeadline());
            next = earliest(earliest(next, until), firstDeadline(meter.foresee(earliest(next, until))));
            meter.advance(next);
            say();
            if (next.isBefore(until)) {
                happenAt(next);
            }
        }
        pods.running().forEach(running -> count(running.pod(), until));
        events.sort(Comparator.comparing(SimulatedEvent::at));
        Quantities recorded =
                account.pods().stream().map(pod -> pod.used(from, until)).reduce(Quantities.ZERO, Quantities::plus);
        return new SimulatedAccount(account.id(), events, recorded, simulated, permitted, denied, stopped);
    }

    private static Instant earliest(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private void count(RecordedPod pod, Instant end) {
        simulated = simulated.plus(pod.used(from, end));
    }

    private void happenAt(Instant at) {
        for (RateChange change = pods.changeAt(at); change != null; change = pods.changeAt(at)) {
            meter.change(change);
        }
        pods.takeEnded().forEach(pod -> count(pod, at));
        if (at.isAfter(from) && terms.changesAt(at)) {
            terms.changeTo(at);
            meter.correct(terms.corrections());
            meter.relimit(terms.entitlement().bare(), QuotaEvent.Cause.GRANT_CHANGED);
        }
        say();
        stopAt(at);
        for (RecordedPod pod = pods.startAt(at); pod != null; pod = pods.startAt(at)) {
            ask(pod, at);
        }
        say();
    }

    /** The first whole millisecond at which the grace of an excess is over. */
    private Instant deadline(ExactInstant crossedAt) {
        return Instant.ofEpochMilli(
                crossedAt.ceilEpochMs() + policy.rules().grace().toMillis());
    }

    /** When the grace of an ongoing excess will be over; {@link Instant#MAX} if there is none. */
    private Instant nextKnownDeadline() {
        return meter.limits().stream()
                .filter(state -> state.isWhole() && state.excess() != null && terms.isStopping(state.limit()))
                .map(state -> deadline(Objects.requireNonNull(state.excess()).crossedAt()))
                .filter(deadline -> deadline.isAfter(meter.clock()))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** When the first grace that begins among what is foreseen will be over; {@link Instant#MAX} if none is. */
    private Instant firstDeadline(List<QuotaEvent> foreseen) {
        return foreseen.stream()
                .filter(event -> event instanceof QuotaEvent.Exceeded && terms.isStopping(event.limit()))
                .map(event -> deadline(event.crossedAt()))
                .filter(deadline -> deadline.isAfter(meter.clock()))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** Stops what holds a resource whose limit is exceeded without grace left. */
    private void stopAt(Instant at) {
        for (Overdue overdue : overdueAt(at)) {
            for (PodQueue.Running running : pods.running()) {
                boolean holds = running.held().get(overdue.limit().resource()).signum() > 0;
                if (holds && terms.isEnforcedOn(running.pod().hub())) {
                    pods.stop(running.pod());
                    count(running.pod(), at);
                    stopped++;
                    meter.change(new RateChange(at, running.held().times(-1), -1));
                    events.add(new SimulatedEvent.Stopped(
                            ExactInstant.ofEpochMs(at.toEpochMilli()),
                            terms.named(overdue.limit()),
                            running.pod(),
                            overdue.crossedAt()));
                }
            }
        }
    }

    private record Overdue(Limit limit, ExactInstant crossedAt) {}

    private List<Overdue> overdueAt(Instant at) {
        List<Overdue> overdue = new ArrayList<>();
        meter.limits().forEach(state -> {
            if (state.isWhole() && state.excess() != null && terms.isStopping(state.limit())) {
                overdue.add(new Overdue(state.limit(), state.excess().crossedAt()));
            }
        });
        if (policy.rules().grace().isZero()) {
            // Without grace, a limit that is reached at this very instant stops at once.
            meter.foresee(at.plus(TICK)).stream()
                    .filter(event -> event instanceof QuotaEvent.Exceeded && terms.isStopping(event.limit()))
                    .forEach(event -> overdue.add(new Overdue(event.limit(), event.crossedAt())));
        }
        overdue.removeIf(one -> deadline(one.crossedAt()).isAfter(at));
        return overdue;
    }

    private void ask(RecordedPod pod, Instant at) {
        Request request = request(pod);
        Assessment assessment = Assessor.assess(
                account.id(),
                meter.history(),
                at,
                terms.entitlement(),
                request,
                policy.rules().minimumRuntime(),
                at);
        Decision decision = Decision.of(
                assessment.standings(), at, at, policy.rules().freshnessBound(), terms.isEnforcedOn(pod.hub()));
        switch (decision) {
            case Decision.Permit(List<Standing> overruled) -> {
                if (!overruled.isEmpty()) {
                    events.add(denial(pod, assessment, decision, overruled, true));
                }
                permitted++;
                pods.run(pod, 1);
                meter.change(pod.changes().getFirst());
            }
            case Decision.Deny(List<Standing> reasons) -> {
                denied++;
                events.add(denial(pod, assessment, decision, reasons, false));
            }
            case Decision.Unknown(Decision.Cause cause) ->
                throw new IllegalStateException("found an unknown answer, " + cause + ", expected fresh news");
        }
    }

    /** It is known of every limited resource how much the pod holds. */
    private Request request(RecordedPod pod) {
        TreeMap<Resource, BigInteger> rates = new TreeMap<>();
        for (Entitled entitled : terms.entitlement().limits()) {
            rates.put(entitled.limit().resource(), BigInteger.ZERO);
        }
        rates.putAll(pod.changes().getFirst().rates().asMap());
        return new Request(rates);
    }

    private SimulatedEvent denial(
            RecordedPod pod, Assessment assessment, Decision decision, List<Standing> reasons, boolean isObserved) {
        Standing longest = reasons.stream()
                .max(Comparator.comparing(Simulation::inTheWayUntil))
                .orElseThrow();
        Wording wording = new Wording(account.id().user(), policy.denialOn(pod.hub()), policy.unknownOn(pod.hub()));
        return new SimulatedEvent.Denied(
                ExactInstant.ofEpochMs(assessment.at().toEpochMilli()),
                terms.named(longest.limit()),
                pod,
                isObserved,
                longest.used(),
                reasons.stream().map(standing -> terms.named(standing.limit())).toList(),
                isObserved ? longest.retryAt() : assessment.retryAt(),
                Sentence.of(decision, assessment.standings(), assessment.retryAt(), assessment.at(), wording));
    }

    private static Instant inTheWayUntil(Standing standing) {
        @Nullable Instant retryAt = standing.retryAt();
        return retryAt == null ? Instant.MAX : retryAt;
    }

    /** Notes what the meter said. */
    private void say() {
        for (QuotaEvent event : meter.said()) {
            SimulatedLimit limit = terms.named(event.limit());
            events.add(
                    switch (event) {
                        case QuotaEvent.Warned warned ->
                            new SimulatedEvent.Warned(
                                    warned.crossedAt(), limit, warned.percent(), warned.cause(), warned.exhaustedAt());
                        case QuotaEvent.Exceeded exceeded ->
                            new SimulatedEvent.Exceeded(exceeded.crossedAt(), limit, exceeded.cause());
                        case QuotaEvent.Restored restored ->
                            new SimulatedEvent.Restored(
                                    restored.restoredAt(), limit, restored.crossedAt(), restored.cause());
                    });
        }
    }
}
