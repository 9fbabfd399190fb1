package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.topology.DrivenTopology;
import io.hubmeter.streams.topology.Scenario;
import io.hubmeter.streams.topology.StoreNames;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A copy of which each store is as far as its own changelog was read, whichever way, tells the usage of what it has, and never
 * claims to have heard more than that.
 */
class LaggingCopyLawsTest {
    private static final int PREFIXES = 25;
    private static final int GRANTS = 4;
    private static final int POLICIES = 3;

    @Test
    void anAnswerIsWholeUpToTheTimeThatItClaims() {
        int[] answered = {0};
        int[] behind = {0};
        Seeds.check(15, random -> {
            SchemaRegistryClient registry = new InMemorySchemaRegistry();
            try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL, registry, Map.of())) {
                Story story = new Story(random, topology);
                for (int i = 0; i < PREFIXES; i++) {
                    Map<String, Integer> prefixes = story.prefixes();
                    LaggingCopy copy = story.copy(registry, prefixes);
                    for (String account : story.scenario.accounts()) {
                        Instant claimed = story.check(copy, account, prefixes);
                        if (claimed != null) {
                            answered[0]++;
                            behind[0] += story.isBehind(prefixes) ? 1 : 0;
                        }
                    }
                }
            }
        });
        // Else it would hold because nothing is ever answered.
        assertThat(answered[0]).as("answers").isPositive();
        assertThat(behind[0])
                .as("answers of copies whose meters lack something")
                .isPositive();
    }

    /** A copy can be given up and begun anew while it is read: then there is nothing in it, which is not nothing used. */
    @Test
    void aCopyThatIsWipedWhileItIsReadDoesNotAnswer() {
        SchemaRegistryClient registry = new InMemorySchemaRegistry();
        RandomGenerator random = new java.util.SplittableRandom(1);
        try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL, registry, Map.of())) {
            Story story = new Story(random, topology);
            Map<String, Integer> all = new HashMap<>();
            LaggingCopy.STORES.forEach(store -> all.put(store, topology.changelogLength(store)));
            LaggingCopy copy = story.copy(registry, all);
            String account = story.scenario.accounts().iterator().next();
            StoreReader wiped = new WipedAfter(copy, 3);
            AccountQueries queries = new AccountQueries(wiped, 1);
            assertThatThrownBy(() -> queries.assess(
                            AccountId.parse(account),
                            Entitlement.NONE,
                            Request.OF_UNKNOWN_SIZE,
                            Duration.ZERO,
                            Instant.ofEpochMilli(story.scenario.lastMs())))
                    .isInstanceOf(StateUnavailable.class);
        }
    }

    /** Records fed one after the other, and how long each changelog was after each of them. */
    private static final class Story {
        private final RandomGenerator random;
        private final DrivenTopology topology;
        private final Scenario scenario;
        private final List<@Nullable Told> told = new ArrayList<>();
        private final Map<String, List<Integer>> lengths = new HashMap<>();
        private final Map<String, Map<Instant, Integer>> heardAfter = new HashMap<>();
        private final Map<String, Instant> newest = new HashMap<>();
        private int grants;
        private int policies;

        Story(RandomGenerator random, DrivenTopology topology) {
            this.random = random;
            this.topology = topology;
            this.scenario = new Scenario(random, 4, 4);
            LaggingCopy.STORES.forEach(store -> lengths.put(store, new ArrayList<>()));
            long clockMs = 0;
            for (Told one : scenario.shuffledWithRepeats(scenario.told())) {
                Scenario.Fed fed = scenario.fed(one);
                topology.pod(fed.key(), fed.record());
                fed(one);
                while (random.nextInt(3) == 0) {
                    clockMs += random.nextInt(3) * 1_000L;
                    heartbeat(random.nextBoolean() ? Scenario.SOURCE : Scenario.OTHER_SOURCE, clockMs);
                }
                sometimesAdministrate(clockMs);
            }
            assertThat(topology.rejects()).isEmpty();
        }

        private void heartbeat(String source, long atMs) {
            Instant at = Instant.ofEpochMilli(atMs);
            Scenario.Fed fed = scenario.heartbeat(source, atMs);
            topology.pod(fed.key(), fed.record());
            fed(null);
            Instant before = newest.get(source);
            if (before == null || at.isAfter(before)) {
                newest.put(source, at);
                heardAfter.computeIfAbsent(source, name -> new HashMap<>()).put(at, told.size() - 1);
            }
        }

        private void sometimesAdministrate(long clockMs) {
            Instant at = Instant.ofEpochMilli(clockMs);
            List<String> accounts = List.copyOf(scenario.accounts());
            if (grants < GRANTS && random.nextInt(4) == 0) {
                topology.grant(new Grant(
                        "grant-" + grants++,
                        Grant.Kind.ADDITION,
                        AccountId.parse(accounts.get(random.nextInt(accounts.size()))),
                        Resource.CPU,
                        BigInteger.ONE,
                        null,
                        at,
                        null,
                        "grace",
                        "because",
                        at));
                fed(null);
            }
            if (policies < POLICIES && random.nextInt(6) == 0) {
                String hash = "policy-" + policies++;
                topology.policy(
                        Policy.of("policy.yaml", hash, "", Policy.Rules.DEFAULT, List.of(), Map.of(), Map.of()), at);
                fed(null);
            }
        }

        private void fed(@Nullable Told one) {
            told.add(one);
            lengths.forEach((store, list) -> list.add(topology.changelogLength(store)));
        }

        Map<String, Integer> prefixes() {
            int about = random.nextInt(told.size());
            Map<String, Integer> prefixes = new HashMap<>();
            lengths.forEach((store, list) -> {
                // Near each other mostly, as standbys are, and anywhere sometimes.
                int near = list.get(Math.clamp(about + random.nextInt(-4, 5), 0, list.size() - 1));
                prefixes.put(store, random.nextInt(3) == 0 ? random.nextInt(list.getLast() + 1) : near);
            });
            if (random.nextInt(4) == 0) {
                prefixes.put(StoreNames.METERS, Math.max(0, length(prefixes, StoreNames.METERS) - 1));
            }
            return prefixes;
        }

        boolean isBehind(Map<String, Integer> prefixes) {
            return length(prefixes, StoreNames.METERS)
                    < Objects.requireNonNull(lengths.get(StoreNames.METERS)).getLast();
        }

        LaggingCopy copy(SchemaRegistryClient registry, Map<String, Integer> prefixes) {
            LaggingCopy copy = new LaggingCopy(registry);
            LaggingCopy.STORES.forEach(store ->
                    copy.restore(store, topology.changelog(store).subList(0, length(prefixes, store))));
            return copy;
        }

        private static int length(Map<String, Integer> prefixes, String store) {
            return Objects.requireNonNull(prefixes.get(store), store);
        }

        /** What the answer claims; null if there is none. */
        @Nullable
        Instant check(LaggingCopy copy, String account, Map<String, Integer> prefixes) {
            AccountId id = AccountId.parse(account);
            Instant at = Instant.ofEpochMilli(scenario.lastMs() + 1);
            Duration window = Duration.ofMillis(scenario.lastMs() + 1);
            List<Limit> limits = RandomPods.RESOURCES.stream()
                    .map(resource -> new Limit(new Resource(resource), null, window))
                    .toList();
            Assessment assessment;
            try {
                assessment = new AccountQueries(copy, 1)
                        .assess(id, Entitlement.ofEverybody(limits), Request.OF_UNKNOWN_SIZE, Duration.ZERO, at);
            } catch (StateUnavailable behind) {
                return null;
            }
            List<Integer> ofMeters = Objects.requireNonNull(lengths.get(StoreNames.METERS));
            int has = length(prefixes, StoreNames.METERS);
            int whole = 0;
            while (whole < ofMeters.size() && ofMeters.get(whole) <= has) {
                whole++;
            }
            Map<String, BigInteger> found = new HashMap<>();
            for (Standing standing : assessment.standings()) {
                found.put(standing.limit().resource().name(), standing.used());
            }
            assertThat(found)
                    .as(
                            "usage of '%s' in a copy with the meters of %d or %d of %d records",
                            account, whole, whole + 1, told.size())
                    .isIn(usage(account, whole, at), usage(account, whole + 1, at));
            Instant claimed = assessment.heardAt();
            if (claimed != null) {
                checkClaim(copy, account, claimed, prefixes, whole);
            }
            return claimed;
        }

        /** Whatever came before the heartbeat of each source at or before the claimed time must be in the copy. */
        private void checkClaim(
                LaggingCopy copy, String account, Instant claimed, Map<String, Integer> prefixes, int whole) {
            heardAfter.forEach((source, heard) -> {
                if (copy.get(NamedStore.SOURCES, 0, source) == null) {
                    // As at the time that is claimed, nobody knew of it.
                    return;
                }
                int last = heard.entrySet().stream()
                        .filter(one -> !one.getKey().isAfter(claimed))
                        .mapToInt(Map.Entry::getValue)
                        .max()
                        .orElse(-1);
                String what =
                        "'%s' claims %s; records of before the heartbeat of %s".formatted(account, claimed, source);
                assertThat(whole).as(what).isGreaterThan(last);
                for (String store : List.of(StoreNames.GRANTS, StoreNames.POLICY)) {
                    int then = last < 0
                            ? 0
                            : Objects.requireNonNull(lengths.get(store)).get(last);
                    assertThat(length(prefixes, store))
                            .as("%s in %s", what, store)
                            .isGreaterThanOrEqualTo(then);
                }
            });
        }

        private Map<String, BigInteger> usage(String account, int records, Instant at) {
            List<Told> known = told.subList(0, Math.min(records, told.size())).stream()
                    .filter(Objects::nonNull)
                    .filter(one -> scenario.accountOf(one).equals(account))
                    .toList();
            BruteForce bruteForce = new BruteForce(Told.pods(account, known), account);
            Map<String, BigInteger> used = new HashMap<>();
            RandomPods.RESOURCES.forEach(
                    resource -> used.put(resource, bruteForce.used(resource, 0, at.toEpochMilli())));
            return used;
        }
    }
}
