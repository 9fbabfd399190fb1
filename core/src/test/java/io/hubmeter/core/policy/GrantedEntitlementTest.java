package io.hubmeter.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules for some hubs, rules that only observe, and grants: tried one by one, in every millisecond. */
class GrantedEntitlementTest {
    private static final AccountId ANA = new AccountId("campus", "ana");
    private static final List<String> HUBS = List.of("north", "south", "campus", "other");
    private static final Map<String, Hub> REALMS = Map.of("north", inCampus(), "south", inCampus());
    private static final List<Duration> WINDOWS = List.of(Duration.ofDays(1), Duration.ofDays(30));
    private static final List<String> GROUPS = List.of("dev", "power");
    private static final int SPAN_MS = 40;

    private static Hub inCampus() {
        return new Hub("campus", true, null, null);
    }

    @Test
    void aLimitIsWhatItsRulesAndGrantsMakeOfItAtEachInstant() {
        Seeds.check(2_000, random -> {
            Case one = new Case(random);
            for (int ms = 0; ms < SPAN_MS; ms++) {
                Entitlement entitlement = one.entitlement(ms);
                for (Entitled entitled : entitlement.limits()) {
                    assertThat(entitled.limit().amount())
                            .as("%s at %d", entitled, ms)
                            .isEqualTo(one.amount(entitled.limit(), ms));
                    assertThat(entitled.isEnforced())
                            .isEqualTo(one.speakers(entitled.limit()).stream().anyMatch(Rule::enforce));
                }
                assertThat(entitlement.bare().stream().map(Limit::resource).distinct())
                        .containsExactlyInAnyOrderElementsOf(one.limited());
            }
        });
    }

    /** What is told of the future comes true. */
    @Test
    void changesAreWhatTheLimitIsThen() {
        Seeds.check(2_000, random -> {
            Case one = new Case(random);
            Entitlement now = one.entitlement(0);
            for (Entitled entitled : now.limits()) {
                TreeMap<Instant, BigInteger> steps = new TreeMap<>();
                entitled.changes().forEach(change -> steps.put(change.at(), change.amount()));
                assertThat(entitled.changes().stream().map(LimitChange::at)).isSorted();
                for (int ms = 0; ms < SPAN_MS; ms++) {
                    var step = steps.floorEntry(Instant.ofEpochMilli(ms));
                    assertThat(step == null ? entitled.limit().amount() : step.getValue())
                            .as("%s at %d", entitled, ms)
                            .isEqualTo(one.amount(entitled.limit(), ms));
                }
            }
            Instant next = now.limits().stream()
                    .flatMap(entitled -> entitled.changes().stream())
                    .map(LimitChange::at)
                    .min(Instant::compareTo)
                    .orElse(null);
            assertThat(now.nextChangeAt()).isEqualTo(next);
        });
    }

    private static final class Case {
        private final List<Rule> own;
        private final List<Rule> defaults;
        private final Map<String, List<Rule>> groups = new TreeMap<>();
        private final Combination combination;
        private final List<Grant> entries = new ArrayList<>();

        Case(RandomGenerator random) {
            own = random.nextBoolean() ? List.of() : rules(random);
            defaults = rules(random);
            GROUPS.forEach(group -> groups.put(group, rules(random)));
            combination = List.of(Combination.values()).get(random.nextInt(3));
            for (int i = random.nextInt(5); i > 0; i--) {
                entries.addAll(grant("g" + i, random));
            }
        }

        private static List<Rule> rules(RandomGenerator random) {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                TreeSet<String> hubs = new TreeSet<>(HUBS);
                hubs.removeIf(hub -> random.nextInt(3) != 0);
                List<Limit> limits = new ArrayList<>();
                for (Resource resource : List.of(Resource.CPU, Resource.GPU)) {
                    for (Duration window : WINDOWS) {
                        if (random.nextInt(3) == 0) {
                            BigInteger amount = BigInteger.valueOf(random.nextInt(9));
                            limits.add(new Limit(resource, random.nextInt(6) == 0 ? null : amount, window));
                        }
                    }
                }
                rules.add(new Rule(hubs, random.nextBoolean(), limits));
            }
            return rules;
        }

        private static List<Grant> grant(String id, RandomGenerator random) {
            Instant from = Instant.ofEpochMilli(random.nextInt(SPAN_MS));
            Instant until = random.nextInt(3) == 0 ? null : from.plusMillis(random.nextInt(1, SPAN_MS));
            List<Grant> entries = new ArrayList<>();
            entries.add(new Grant(
                    id,
                    Grant.Kind.ADDITION,
                    ANA,
                    random.nextBoolean() ? Resource.CPU : Resource.GPU,
                    BigInteger.valueOf(random.nextInt(1, 9)),
                    random.nextBoolean() ? null : WINDOWS.get(random.nextInt(2)),
                    from,
                    until,
                    "admin",
                    "why",
                    Instant.EPOCH));
            if (random.nextInt(3) == 0) {
                Instant voidedAt = Instant.ofEpochMilli(random.nextInt(SPAN_MS));
                entries.add(new Grant(
                        id,
                        Grant.Kind.VOID,
                        ANA,
                        null,
                        BigInteger.ZERO,
                        null,
                        voidedAt,
                        null,
                        "admin",
                        "mistake",
                        voidedAt));
            }
            return entries;
        }

        Entitlement entitlement(long ms) {
            Policy.Rules rules = Policy.Rules.of(combination, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO);
            Policy policy = new Policy("p.yaml", "00", "", rules, REALMS, defaults, groups, Map.of(ANA, own));
            return Entitlement.of(policy, ANA, GROUPS, new Grants(entries), Instant.ofEpochMilli(ms));
        }

        private static boolean isForCampus(Rule rule) {
            return rule.hubs().isEmpty()
                    || rule.hubs().contains("north")
                    || rule.hubs().contains("south")
                    || rule.hubs().contains("campus");
        }

        private List<Rule> deciding(Resource resource) {
            List<Rule> ofGroups = groups.values().stream().flatMap(List::stream).toList();
            for (List<Rule> rules : List.of(own, ofGroups, defaults)) {
                List<Rule> holding = rules.stream().filter(Case::isForCampus).toList();
                if (holding.stream().anyMatch(rule -> speaks(rule, resource))) {
                    return holding;
                }
            }
            return List.of();
        }

        private static boolean speaks(Rule rule, Resource resource) {
            return rule.limits().stream().anyMatch(limit -> limit.resource().equals(resource));
        }

        List<Resource> limited() {
            return List.of(Resource.CPU, Resource.GPU).stream()
                    .filter(resource -> !deciding(resource).isEmpty())
                    .toList();
        }

        List<Rule> speakers(Limit limit) {
            return deciding(limit.resource()).stream()
                    .filter(rule -> rule.limits().stream().anyMatch(limit::hasSameSubjectAs))
                    .toList();
        }

        @Nullable
        BigInteger amount(Limit subject, long ms) {
            BigInteger amount = null;
            boolean isFirst = true;
            for (Rule rule : speakers(subject)) {
                for (Limit limit : rule.limits()) {
                    if (limit.hasSameSubjectAs(subject)) {
                        amount = isFirst ? limit.amount() : combined(amount, limit.amount());
                        isFirst = false;
                    }
                }
            }
            if (amount == null) {
                return null;
            }
            Instant at = Instant.ofEpochMilli(ms);
            for (Grant entry : entries) {
                boolean counts = entry.kind() == Grant.Kind.ADDITION
                        && subject.resource().equals(entry.resource())
                        && (entry.window() == null || entry.window().equals(subject.window()))
                        && !at.isBefore(entry.from())
                        && (entry.until() == null || at.isBefore(entry.until()))
                        && entries.stream()
                                .noneMatch(e -> e.kind() == Grant.Kind.VOID
                                        && e.id().equals(entry.id())
                                        && !at.isBefore(e.recordedAt()));
                amount = counts ? amount.add(entry.amount()) : amount;
            }
            return amount;
        }

        private @Nullable BigInteger combined(@Nullable BigInteger a, @Nullable BigInteger b) {
            if (combination == Combination.MIN) {
                return a == null ? b : b == null ? a : a.min(b);
            }
            if (a == null || b == null) {
                return null;
            }
            return combination == Combination.MAX ? a.max(b) : a.add(b);
        }
    }
}
