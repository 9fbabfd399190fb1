package io.hubmeter.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.metrics.TextSamples;
import io.hubmeter.metrics.TextSamples.Sample;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of accounts and groups, against numbers that are worked out here by other means. */
final class AccountScansTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final double LIMIT = 60;

    private final InMemoryUsageView view = new InMemoryUsageView();
    private final ProcessMetrics process = ProcessMetrics.start();
    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);

    AccountScansTest() {
        view.publish(Policy.of(
                "policy.yaml",
                "0123",
                "",
                Policy.Rules.DEFAULT.priced(
                        new Prices("EUR", new TreeMap<>(Map.of(Resource.MEMORY, new BigDecimal("0.005"))))),
                List.of(memory("60")),
                Map.of(),
                Map.of(new AccountId("hub", "free"), List.of(new Limit(Resource.MEMORY, null, MONTH)))));
        view.hear(NOW);
    }

    @AfterEach
    void closeMetrics() {
        process.close();
    }

    private static Limit memory(String gibHours) {
        return new Limit(Resource.MEMORY, Resource.MEMORY.amountOf(new BigDecimal(gibHours)), MONTH);
    }

    private static AccountId account(String user) {
        return new AccountId("hub", user);
    }

    /** Holds memory for whole hours, up to so many hours ago. */
    private void use(AccountId account, int gib, int hours, int endedHoursAgo) {
        Instant end = NOW.minus(Duration.ofHours(endedHoursAgo));
        view.run(account, gib(gib), end.minus(Duration.ofHours(hours)), endedHoursAgo == 0 ? null : end);
    }

    private static Quantities gib(int gib) {
        return Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(gib)));
    }

    private AccountScans scans(AccountMetricsConfig config) {
        return new AccountScans(view, config, process, clock::get);
    }

    private static AccountMetricsConfig config(int top, int most, boolean isAll, int groups, int memberships) {
        return new AccountMetricsConfig(
                Duration.ofMinutes(1), top, 0.8, most, isAll, groups, memberships, Map.of("jhub", "hub"));
    }

    private List<Sample> scrape() {
        return TextSamples.of(new String(process.scrape(), StandardCharsets.UTF_8));
    }

    private List<Sample> all(String name) {
        return scrape().stream().filter(sample -> sample.name().equals(name)).toList();
    }

    private @Nullable Double value(String name, Map<String, String> labels) {
        List<Double> found = all(name).stream()
                .filter(sample -> sample.labels().equals(labels))
                .map(Sample::value)
                .toList();
        assertThat(found).as(name + labels).hasSizeLessThanOrEqualTo(1);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Map<String, String> of(String user) {
        return Map.of("realm", "hub", "user", user, "resource", "memory", "window", "30d");
    }

    @Test
    void anAccountIsToldAsItStands() {
        use(account("ana"), 4, 9, 0);
        use(account("free"), 1, 2, 1);
        try (AccountScans scans = scans(config(50, 1_000, false, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
        }
        assertThat(value("hubmeter_account_used_hours", of("ana"))).isEqualTo(36);
        assertThat(value("hubmeter_account_limit_hours", of("ana"))).isEqualTo(60);
        assertThat(value("hubmeter_account_used_ratio", of("ana"))).isEqualTo(0.6);
        assertThat(value("hubmeter_account_rate", of("ana"))).isEqualTo(4);
        // 24 GiB-hours are left, at 4 GiB.
        assertThat(value("hubmeter_account_exhausted_timestamp_seconds", of("ana")))
                .isEqualTo(NOW.plus(Duration.ofHours(6)).toEpochMilli() / 1e3);
        assertThat(value("hubmeter_account_limit_hours", of("free"))).isInfinite();
        assertThat(value("hubmeter_account_used_ratio", of("free"))).isZero();
        assertThat(value("hubmeter_account_exhausted_timestamp_seconds", of("free")))
                .isNull();
        assertThat(value("hubmeter_scan_completed_timestamp_seconds", Map.of())).isEqualTo(NOW.toEpochMilli() / 1e3);
    }

    /** Random use of random people in random groups, summed up here hour by hour. */
    @Test
    void sumsAreThoseOfABruteForceSum() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Double> used = new HashMap<>();
        Map<String, List<String>> groups = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            String user = "u" + i;
            List<String> of = new ArrayList<>();
            for (int g = 0; g < 4; g++) {
                if (random.nextInt(3) == 0) {
                    of.add("g" + g);
                }
            }
            groups.put(user, of);
            view.report(account(user), of);
            for (int pods = random.nextInt(4); pods >= 0; pods--) {
                int gib = 1 + random.nextInt(8);
                int hours = 1 + random.nextInt(40);
                int endedAgo = random.nextInt(40 * 24);
                use(account(user), gib, hours, endedAgo);
                int counted = 0;
                for (int hour = endedAgo; hour < endedAgo + hours; hour++) {
                    counted += hour < 720 ? 1 : 0;
                }
                used.merge(user, (double) (gib * counted), Double::sum);
            }
        }
        try (AccountScans scans = scans(config(0, 1_000, true, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
        }
        String as = "seed " + seed;
        used.forEach((user, hours) -> assertThat(value("hubmeter_account_used_hours", of(user)))
                .as(as + " " + user)
                .isCloseTo(hours, within(1e-6)));
        double sum = used.values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(value("hubmeter_cost", Map.of("realm", "hub", "currency", "EUR")))
                .as(as)
                .isCloseTo(sum * 0.005, within(1e-5));
        Map<String, String> limit = Map.of("realm", "hub", "resource", "memory", "window", "30d");
        assertThat(value("hubmeter_accounts_over", limit)).as(as).isEqualTo((double)
                used.values().stream().filter(hours -> hours >= LIMIT).count());
        assertThat(value("hubmeter_accounts_near", limit)).as(as).isEqualTo((double)
                used.values().stream().filter(hours -> hours >= 0.8 * LIMIT).count());
        for (int g = 0; g < 4; g++) {
            String group = "g" + g;
            List<String> members = groups.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(group))
                    .map(Map.Entry::getKey)
                    .toList();
            double ofGroup = members.stream()
                    .mapToDouble(user -> used.getOrDefault(user, 0.0))
                    .sum();
            Map<String, String> labels = Map.of("realm", "hub", "group", group);
            assertThat(value("hubmeter_group_accounts", labels)).as(as).isEqualTo(members.size());
            assertThat(value("hubmeter_group_accounts_over", labels)).as(as).isEqualTo((double) members.stream()
                    .filter(user -> used.getOrDefault(user, 0.0) >= LIMIT)
                    .count());
            assertThat(value(
                            "hubmeter_group_used_hours",
                            Map.of(
                                    "realm",
                                    "hub",
                                    "group",
                                    group,
                                    "resource",
                                    "memory",
                                    "window",
                                    "30d",
                                    "rule",
                                    "each")))
                    .as(as)
                    .isCloseTo(ofGroup, within(1e-6));
            assertThat(value(
                            "hubmeter_group_cost",
                            Map.of("realm", "hub", "group", group, "currency", "EUR", "rule", "each")))
                    .as(as)
                    .isCloseTo(ofGroup * 0.005, within(1e-5));
        }
    }

    /** Nothing grows with the number of users, and what is left out is counted. */
    @Test
    void boundsHoldWithTenThousandAccounts() {
        for (int i = 0; i < 10_000; i++) {
            AccountId account = account("u" + i);
            view.report(account, List.of("g" + i % 700, "everybody"));
            // From u0 with 1 GiB-hour to u9999 with 100.
            use(account, 1, 1 + i / 100, 1);
        }
        try (AccountScans scans = scans(config(50, 1_000, false, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
        }
        for (String name : List.of("used_hours", "limit_hours", "used_ratio", "rate")) {
            assertThat(all("hubmeter_account_" + name)).hasSize(1_000);
        }
        assertThat(all("hubmeter_account_used_ratio"))
                .as("the 1,000 nearest of the 5,300 at 48 hours or more")
                .allMatch(sample -> sample.value() >= 91 / LIMIT);
        assertThat(value("hubmeter_account_series_left_out", Map.of("metric", "hubmeter_account")))
                .isEqualTo(9_000);
        assertThat(value("hubmeter_accounts", Map.of("realm", "hub"))).isEqualTo(10_000);
        assertThat(all("hubmeter_group_accounts")).hasSize(500);
        assertThat(value("hubmeter_group_accounts", Map.of("realm", "hub", "group", "everybody")))
                .isEqualTo(10_000);
        assertThat(value("hubmeter_account_series_left_out", Map.of("metric", "hubmeter_group")))
                .isEqualTo(201);
        // Two groups each, and "multiple".
        assertThat(all("jupyterhub_user_group_info")).hasSize(10_000);
        assertThat(value("hubmeter_account_series_left_out", Map.of("metric", "jupyterhub_user_group_info")))
                .isEqualTo(20_000);
        assertThat(scrape()).hasSizeLessThan(20_000);
    }

    @Test
    void theTopIsToldWhereNobodyIsNear() {
        for (int i = 0; i < 100; i++) {
            use(account("u" + i), 1, 1, 1 + i);
            use(account("u" + i), 1, 1 + i / 10, 200);
        }
        try (AccountScans scans = scans(config(3, 1_000, false, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
        }
        assertThat(all("hubmeter_account_used_hours"))
                .extracting(sample -> sample.labels().get("user"))
                .as("of equals the first by name")
                .containsExactlyInAnyOrder("u90", "u91", "u92");
    }

    @Test
    void whoLeavesTheTopIsNotToldAnyMore() {
        use(account("ana"), 1, 2, 1);
        try (AccountScans scans = scans(config(1, 1_000, false, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
            assertThat(value("hubmeter_account_used_hours", of("ana"))).isEqualTo(2);
            use(account("bob"), 1, 3, 1);
            assertThat(scans.look()).isTrue();
            assertThat(value("hubmeter_account_used_hours", of("ana"))).isNull();
            assertThat(value("hubmeter_account_used_hours", of("bob"))).isEqualTo(3);
        }
    }

    @Test
    void whileUsageCannotBeReadTheLastLookStaysAndThenVanishes() {
        use(account("ana"), 1, 2, 1);
        try (AccountScans scans = scans(config(1, 1_000, false, 500, 10_000))) {
            assertThat(scans.look()).isTrue();
            view.setReachable(false);
            assertThat(scans.look()).isFalse();
            assertThat(value("hubmeter_scan_failures_total", Map.of("reason", "unavailable")))
                    .isEqualTo(1);
            clock.set(NOW.plus(Duration.ofMinutes(5)));
            assertThat(value("hubmeter_account_used_hours", of("ana"))).isEqualTo(2);
            clock.set(NOW.plus(Duration.ofMinutes(5)).plusMillis(1));
            assertThat(value("hubmeter_account_used_hours", of("ana"))).isNull();
            assertThat(value("hubmeter_accounts", Map.of("realm", "hub"))).isNull();
            assertThat(value("hubmeter_scan_completed_timestamp_seconds", Map.of()))
                    .isEqualTo(NOW.toEpochMilli() / 1e3);
        }
    }

    @Test
    void everyMembershipIsToldAsTheDashboardsJoinOnIt() {
        use(account("ana@x"), 1, 2, 1);
        use(account("bob"), 1, 2, 1);
        use(account("nobody"), 1, 2, 1);
        use(new AccountId("elsewhere", "zoe"), 1, 2, 1);
        view.report(account("ana@x"), List.of("power", "gpu\"dev\n"));
        view.report(account("bob"), List.of("power"));
        try (AccountScans scans = scans(AccountMetricsConfig.DEFAULT)) {
            assertThat(scans.look()).isTrue();
            assertThat(all("jupyterhub_user_group_info"))
                    .allMatch(sample -> sample.value() == 1)
                    .extracting(sample -> String.join("|", new TreeMap<>(sample.labels()).values()))
                    .containsExactlyInAnyOrder(
                            "hub|power|ana@x|ana-40x|ana-x---" + hash("ana@x"),
                            "hub|gpu\"dev\n|ana@x|ana-40x|ana-x---" + hash("ana@x"),
                            "hub|multiple|ana@x|ana-40x|ana-x---" + hash("ana@x"),
                            "hub|power|bob|bob|bob",
                            "hub|none|nobody|nobody|nobody",
                            "elsewhere|none|zoe|zoe|zoe");
        }
    }

    private static String hash(String name) {
        String safe = SpawnerNames.safe(name);
        return safe.substring(safe.length() - 8);
    }

    @Test
    void aNamespaceIsThatOfTheRealmsHub() {
        use(account("bob"), 1, 2, 1);
        try (AccountScans scans = scans(config(1, 1, false, 1, 10))) {
            assertThat(scans.look()).isTrue();
        }
        assertThat(all("jupyterhub_user_group_info"))
                .extracting(sample -> sample.labels().get("namespace"))
                .containsExactly("jhub");
    }

    @Test
    void namesOfAllKindsAreReadBackAsTheyWere() {
        List<String> users =
                List.of("a\"b", "a\\b", "a\nb", "ä ß", "日本", "{x=\"y\"}", "a,b", "#", "😀", "user 1", "user-1");
        users.forEach(user -> use(account(user), 1, 2, 1));
        try (AccountScans scans = scans(AccountMetricsConfig.DEFAULT)) {
            assertThat(scans.look()).isTrue();
        }
        assertThat(all("hubmeter_account_used_hours"))
                .extracting(sample -> sample.labels().get("user"))
                .containsExactlyInAnyOrderElementsOf(users);
    }
}
