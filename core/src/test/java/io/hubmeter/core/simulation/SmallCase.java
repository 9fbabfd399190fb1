package io.hubmeter.core.simulation;

import io.hubmeter.core.bruteforce.EveryMillisecond;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** An account with a few pods within some dozen milliseconds, two resources, and a policy that is about as large. */
final class SmallCase {
    static final AccountId ACCOUNT = AccountId.parse("hub/ana");
    static final int UNTIL_MS = 90;
    private static final int SPAN_MS = 80;
    private static final String FREE_HUB = "free";

    final List<PodInterval> pods = new ArrayList<>();
    final TreeSet<String> free = new TreeSet<>();
    final List<Rule> rules = new ArrayList<>();
    final List<Grant> grants = new ArrayList<>();
    final boolean enforce;
    final int graceMs;
    final int minimumMs;
    final int fromMs;

    SmallCase(RandomGenerator random, boolean enforce) {
        this.enforce = enforce;
        this.graceMs = random.nextInt(3) == 0 ? 0 : random.nextInt(12);
        this.minimumMs = random.nextInt(3) == 0 ? 0 : random.nextInt(10);
        this.fromMs = random.nextInt(2) == 0 ? 0 : random.nextInt(50);
        boolean mixed = random.nextInt(3) == 0;
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            String uid = "pod-" + i;
            pods.add(pod(uid, random));
            if (mixed && random.nextInt(3) == 0) {
                free.add(uid);
            }
        }
        boolean hasGrants = random.nextInt(3) == 0;
        List<Limit> enforced = new ArrayList<>();
        List<Limit> observed = new ArrayList<>();
        for (Resource resource : List.of(Resource.CPU, Resource.GPU)) {
            int windows = random.nextInt(1, 3);
            for (int window : random.ints(windows, 1, 60).distinct().toArray()) {
                BigInteger amount =
                        BigInteger.valueOf(random.nextInt(8) == 0 && !hasGrants ? 0 : random.nextInt(1, 80));
                boolean isEnforced = resource.equals(Resource.CPU) || random.nextInt(3) != 0;
                (isEnforced ? enforced : observed).add(new Limit(resource, amount, Duration.ofMillis(window)));
            }
        }
        rules.add(Rule.of(enforced));
        // One rule for a resource decides whether a window of it is enforced.
        observed.removeIf(limit -> enforced.stream().anyMatch(limit::hasSameSubjectAs));
        rules.add(new Rule(new TreeSet<>(), false, observed));
        for (int i = hasGrants ? random.nextInt(1, 4) : 0; i > 0; i--) {
            grants.add(grant("grant-" + i, random));
        }
    }

    private static PodInterval pod(String uid, RandomGenerator random) {
        int start = random.nextInt(SPAN_MS);
        long end = random.nextInt(6) == 0 ? PodInterval.OPEN : start + random.nextInt(1, 50);
        List<RateStep> steps = new ArrayList<>();
        int at = start;
        do {
            steps.add(new RateStep(at, rates(random)));
            at += random.nextInt(1, 15);
        } while (random.nextInt(3) == 0 && at < end);
        return new PodInterval(ACCOUNT.toString(), uid, steps, start, end);
    }

    private static Map<String, BigInteger> rates(RandomGenerator random) {
        return Map.of(
                "cpu", BigInteger.valueOf(random.nextInt(4)),
                "gpu", BigInteger.valueOf(Math.max(0, random.nextInt(-1, 3))));
    }

    private static Grant grant(String id, RandomGenerator random) {
        int from = random.nextInt(SPAN_MS);
        // Recorded before anything happens, so that brute force need not ask who knew of it when.
        return new Grant(
                id,
                Grant.Kind.ADDITION,
                ACCOUNT,
                random.nextBoolean() ? Resource.CPU : Resource.GPU,
                BigInteger.valueOf(random.nextInt(1, 60)),
                null,
                at(from),
                random.nextInt(3) == 0 ? null : at(from + random.nextInt(1, 40)),
                "root",
                "why",
                at(0));
    }

    static Instant at(long ms) {
        return Instant.ofEpochMilli(ms);
    }

    Policy policy() {
        return new Policy(
                "new.yaml",
                "hash",
                "",
                new Policy.Rules(
                        Combination.MAX,
                        Duration.ofMillis(minimumMs),
                        Duration.ofSeconds(15),
                        Duration.ofMillis(graceMs),
                        enforce,
                        UnknownIs.PERMIT,
                        List.of(50, 80),
                        null,
                        Prices.NONE),
                Map.of(FREE_HUB, new Hub("hub", false, null, null)),
                rules,
                Map.of(),
                Map.of());
    }

    RecordedAccount account() {
        return new RecordedAccount(
                ACCOUNT,
                List.of(),
                new Grants(grants),
                pods.stream().map(this::recorded).toList());
    }

    private RecordedPod recorded(PodInterval pod) {
        PodHistory history = null;
        for (Told told : Told.lifeOf(pod)) {
            history = history == null ? PodHistory.of(told.observation()) : history.plus(told.observation());
        }
        return RecordedPod.of(
                        pod.uid(), free.contains(pod.uid()) ? FREE_HUB : "hub", "", Objects.requireNonNull(history))
                .orElseThrow();
    }

    SimulatedAccount simulated() {
        return Simulation.of(account(), policy(), at(fromMs), at(UNTIL_MS));
    }

    /** The limits that are enforced, with what grants add at each millisecond. */
    EveryMillisecond bruteForce() {
        List<EveryMillisecond.LimitOverTime> limits = new ArrayList<>();
        for (Limit limit : rules.getFirst().limits()) {
            List<BigInteger> amounts = new ArrayList<>();
            for (int ms = 0; ms < UNTIL_MS + 20; ms++) {
                amounts.add(amountAt(limit, ms));
            }
            limits.add(new EveryMillisecond.LimitOverTime(
                    limit.resource().name(), (int) limit.window().toMillis(), amounts));
        }
        return new EveryMillisecond(pods, limits, free, graceMs, minimumMs, fromMs, UNTIL_MS);
    }

    private BigInteger amountAt(Limit limit, long ms) {
        BigInteger amount = Objects.requireNonNull(limit.amount());
        for (Grant grant : grants) {
            boolean counts = !grant.from().isAfter(at(ms))
                    && (grant.until() == null || grant.until().isAfter(at(ms)));
            if (counts && limit.resource().equals(grant.resource())) {
                amount = amount.add(grant.amount());
            }
        }
        return amount;
    }

    /** The pods as they would have run. */
    static List<PodInterval> ran(List<PodInterval> pods, EveryMillisecond.Outcome outcome) {
        return pods.stream()
                .filter(pod -> !outcome.denied().contains(pod.uid()))
                .map(pod -> outcome.ends().containsKey(pod.uid())
                        ? pod.before(outcome.ends().get(pod.uid()))
                        : pod)
                .toList();
    }

    /** What a simulation refused and stopped. */
    static EveryMillisecond.Outcome outcome(SimulatedAccount simulated) {
        EveryMillisecond.Outcome outcome = new EveryMillisecond.Outcome(new TreeSet<>(), new TreeMap<>());
        for (SimulatedEvent event : simulated.events()) {
            switch (event) {
                case SimulatedEvent.Denied denied
                when !denied.isObserved() -> outcome.denied().add(denied.pod().uid());
                case SimulatedEvent.Stopped stopped ->
                    outcome.ends().put(stopped.pod().uid(), stopped.at().ceilEpochMs());
                default -> {}
            }
        }
        return outcome;
    }

    @Override
    public String toString() {
        return "grace %d, minimum %d, from %d, enforce %s, rules %s, grants %s, free %s, pods %s"
                .formatted(graceMs, minimumMs, fromMs, enforce, rules, grants, free, pods);
    }
}
