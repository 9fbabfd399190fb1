package io.hubmeter.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntitlementTest {
    private static final AccountId ANA = new AccountId("hub", "ana");
    private static final List<Resource> RESOURCES = List.of(Resource.CPU, Resource.GPU, Resource.MEMORY);
    private static final List<Duration> WINDOWS = List.of(Duration.ofDays(30), Duration.ofDays(7));
    private static final List<String> GROUPS = List.of("dev", "power", "regular", "ünï côde");

    @Test
    void theOrderOfGroupsAndTheirRepetitionDoNotMatter() {
        Seeds.check(1_000, random -> {
            Policy policy = draw(random);
            List<String> groups = drawGroups(random);
            List<String> shuffled = new ArrayList<>(groups);
            shuffled.addAll(groups);
            Collections.shuffle(shuffled, Random.from(random));
            assertThat(of(policy, shuffled)).isEqualTo(of(policy, groups));
        });
    }

    @Test
    void groupsCombineToTheLargestTheSmallestOrTheSum() {
        Seeds.check(2_000, random -> {
            Policy policy = draw(random);
            List<String> groups = drawGroups(random);
            for (Entitled entitled : of(policy, groups).limits()) {
                if (entitled.origin().startsWith("group")) {
                    List<Limit> own = groups.stream()
                            .flatMap(group -> bare(policy.groups().getOrDefault(group, List.of())).stream())
                            .filter(entitled.limit()::hasSameSubjectAs)
                            .toList();
                    assertThat(entitled.limit().amount())
                            .as("%s of %s", policy.rules().combination(), own)
                            .isEqualTo(combined(policy.rules().combination(), own));
                }
            }
        });
    }

    private static @Nullable BigInteger combined(Combination combination, List<Limit> limits) {
        List<BigInteger> amounts = new ArrayList<>();
        for (Limit limit : limits) {
            if (limit.amount() != null) {
                amounts.add(limit.amount());
            }
        }
        boolean unlimited = combination == Combination.MIN ? amounts.isEmpty() : amounts.size() < limits.size();
        BinaryOperator<BigInteger> operator = switch (combination) {
            case MAX -> BigInteger::max;
            case MIN -> BigInteger::min;
            case SUM -> BigInteger::add;
        };
        return unlimited ? null : amounts.stream().reduce(operator).orElseThrow();
    }

    /** Resource by resource: the account's own entry, else its groups, else the defaults. */
    @Test
    void theNearestThatSpeaksOfAResourceDecidesAlone() {
        Seeds.check(2_000, random -> {
            Policy policy = draw(random);
            List<String> groups = drawGroups(random);
            List<Limit> own = bare(policy.users().getOrDefault(ANA, List.of()));
            List<Limit> ofGroups = groups.stream()
                    .flatMap(group -> bare(policy.groups().getOrDefault(group, List.of())).stream())
                    .toList();
            Entitlement entitlement = of(policy, groups);
            for (Resource resource : RESOURCES) {
                List<Entitled> entitled = entitlement.limits().stream()
                        .filter(limit -> limit.limit().resource().equals(resource))
                        .toList();
                if (speaks(own, resource)) {
                    assertThat(entitled).containsExactlyElementsOf(ofResource(own, resource, "user"));
                } else if (speaks(ofGroups, resource)) {
                    assertThat(entitled).isNotEmpty().allMatch(e -> e.origin().startsWith("group"));
                    assertThat(entitled.stream().map(e -> e.limit().window()))
                            .containsExactlyInAnyOrderElementsOf(ofGroups.stream()
                                    .filter(limit -> limit.resource().equals(resource))
                                    .map(Limit::window)
                                    .distinct()
                                    .toList());
                } else {
                    assertThat(entitled)
                            .containsExactlyElementsOf(ofResource(bare(policy.defaults()), resource, "default"));
                }
            }
        });
    }

    @Test
    void theOriginNamesTheGroupsThatSpeakOfTheLimit() {
        Limit forty = limit(Resource.CPU, 40, WINDOWS.getFirst());
        Limit sixty = limit(Resource.CPU, 60, WINDOWS.getFirst());
        Policy policy = policy(
                Combination.SUM, List.of(), Map.of("a", List.of(forty), "b", List.of(sixty), "c", List.of()), Map.of());

        assertThat(of(policy, List.of("c", "b", "unlisted", "a")).limits())
                .containsExactly(
                        new Entitled(limit(Resource.CPU, 100, WINDOWS.getFirst()), "groups a, b", true, List.of()));
        assertThat(of(policy, List.of("c", "b")).limits())
                .containsExactly(new Entitled(sixty, "group b", true, List.of()));
        assertThat(of(policy, List.of("c")).limits()).isEmpty();
    }

    private static Entitlement of(Policy policy, List<String> groups) {
        return Entitlement.of(policy, ANA, groups, Grants.NONE, Instant.EPOCH);
    }

    private static List<Limit> bare(List<Rule> rules) {
        return rules.stream().flatMap(rule -> rule.limits().stream()).toList();
    }

    private static boolean speaks(List<Limit> limits, Resource resource) {
        return limits.stream().anyMatch(limit -> limit.resource().equals(resource));
    }

    private static List<Entitled> ofResource(List<Limit> limits, Resource resource, String origin) {
        return limits.stream()
                .filter(limit -> limit.resource().equals(resource))
                .map(limit -> new Entitled(limit, origin, true, List.of()))
                .toList();
    }

    private static Policy draw(RandomGenerator random) {
        Map<String, List<Limit>> groups = new TreeMap<>();
        for (String group : GROUPS) {
            if (random.nextInt(4) != 0) {
                groups.put(group, drawLimits(random));
            }
        }
        return policy(
                List.of(Combination.MAX, Combination.MIN, Combination.SUM).get(random.nextInt(3)),
                drawLimits(random),
                groups,
                random.nextBoolean() ? Map.of() : Map.of(ANA, drawLimits(random)));
    }

    private static Policy policy(
            Combination combination,
            List<Limit> defaults,
            Map<String, List<Limit>> groups,
            Map<AccountId, List<Limit>> users) {
        Policy.Rules rules = Policy.Rules.of(combination, Duration.ZERO, Duration.ofSeconds(15), Duration.ZERO);
        return Policy.of("quotas.yaml", "00", "", rules, defaults, groups, users);
    }

    private static List<Limit> drawLimits(RandomGenerator random) {
        return RESOURCES.stream()
                .flatMap(resource -> WINDOWS.stream().flatMap(window -> switch (random.nextInt(5)) {
                    case 0 -> Stream.of(new Limit(resource, null, window));
                    case 1, 2 -> Stream.of(limit(resource, random.nextInt(50), window));
                    default -> Stream.<Limit>empty();
                }))
                .toList();
    }

    private static List<String> drawGroups(RandomGenerator random) {
        List<String> groups = new ArrayList<>(GROUPS);
        groups.add("unlisted");
        groups.removeIf(group -> random.nextBoolean());
        return groups;
    }

    private static Limit limit(Resource resource, long amount, Duration window) {
        return new Limit(resource, BigInteger.valueOf(amount), window);
    }
}
