package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.GroupRule;
import io.hubmeter.schemas.avro.GroupUsageRecord;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What rows of usage promise, checked against brute force and, for groups, against sums made by hand. */
class UsageRowsLawsTest {
    private static final List<Resource> RESOURCES = List.of(Resource.CPU, Resource.MEMORY);
    private static final BigDecimal CPU_HOUR = new BigDecimal("0.037");
    private static final BigDecimal GIB_HOUR = new BigDecimal("0.0041");

    /** Which account, from when. */
    record Place(String account, Instant start) {}

    private static Policy policy() {
        TreeMap<Resource, BigDecimal> prices = new TreeMap<>();
        prices.put(Resource.CPU, CPU_HOUR);
        prices.put(Resource.MEMORY, GIB_HOUR);
        Map<String, List<io.hubmeter.core.quota.Limit>> groups = new LinkedHashMap<>();
        groups.put("power", List.of());
        groups.put("dev", List.of());
        return Policy.of(
                "policy.yaml",
                "hash",
                "",
                Policy.Rules.DEFAULT.priced(new Prices("EUR", prices)),
                List.of(),
                groups,
                Map.of());
    }

    private static Map<Place, UsageRow> newest(DrivenTopology topology, Period period) {
        Map<Place, UsageRow> newest = new HashMap<>();
        for (UsageRow row : topology.rows(period)) {
            Place place = new Place(row.account().toString(), row.start());
            UsageRow before = newest.put(place, row);
            assertThat(row.revision()).as("revision of %s", row).isEqualTo(before == null ? 0 : before.revision() + 1);
            if (before == null) {
                assertThat(row.amounts().isZero())
                        .as("first row without use: %s", row)
                        .isFalse();
            } else {
                assertThat(row.saysTheSameAs(before)).as("said twice: %s", row).isFalse();
            }
        }
        return newest;
    }

    @Test
    void rowsCoverEveryHourAndDayWithUseAndNoOther() {
        Seeds.check(25, random -> {
            BusyDays days = new BusyDays(random);
            try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
                topology.policy(policy(), BusyDays.START);
                days.feed(topology, at -> {});
                assertThat(topology.rejects()).isEmpty();
                for (Period period : Period.values()) {
                    Map<Place, UsageRow> rows = newest(topology, period);
                    for (String account : BusyDays.ACCOUNTS) {
                        checkAgainstBruteForce(days, account, period, rows);
                    }
                    checkGroups(topology, period, rows.values());
                }
            }
        });
    }

    private static void checkAgainstBruteForce(
            BusyDays days, String account, Period period, Map<Place, UsageRow> rows) {
        BruteForce bruteForce = new BruteForce(days.pods(), account);
        for (Instant start = BusyDays.START.minus(period.length());
                start.isBefore(days.end());
                start = start.plus(period.length())) {
            Instant end = start.plus(period.length());
            Quantities used = used(bruteForce, start, end);
            UsageRow row = rows.get(new Place(account, start));
            if (row == null) {
                assertThat(used.isZero())
                        .as("no row of %s from %s, but %s was used", account, start, used)
                        .isTrue();
                continue;
            }
            assertThat(row.amounts())
                    .as("%s of %s from %s", period, account, start)
                    .isEqualTo(used);
            assertThat(row.isComplete()).as("complete: %s", row).isTrue();
            assertThat(row.countedUntil()).isEqualTo(end);
            assertThat(row.groups()).as("groups at %s", end).isEqualTo(days.groupsBefore(account, end));
            assertThat(row.primaryGroup()).isEqualTo(primaryOf(row.groups()));
            assertThat(row.cost()).isEqualTo(cost(used));
        }
    }

    private static Quantities used(BruteForce bruteForce, Instant from, Instant until) {
        Map<Resource, BigInteger> used = new HashMap<>();
        for (Resource resource : RESOURCES) {
            used.put(resource, bruteForce.used(resource.name(), from.toEpochMilli(), until.toEpochMilli()));
        }
        return Quantities.of(used);
    }

    /** The policy names power before dev, and regular not at all. */
    private static @org.jspecify.annotations.Nullable String primaryOf(List<String> groups) {
        if (groups.contains("power")) {
            return "power";
        }
        return groups.contains("dev") ? "dev" : groups.isEmpty() ? null : groups.getFirst();
    }

    private static Cost cost(Quantities used) {
        BigDecimal cores = new BigDecimal(used.get(Resource.CPU)).multiply(CPU_HOUR);
        BigDecimal bytes = new BigDecimal(used.get(Resource.MEMORY)).multiply(GIB_HOUR);
        BigDecimal divisor = new BigDecimal("3600000000000");
        BigDecimal perGib = new BigDecimal(1L << 30);
        return new Cost(
                cores.divide(divisor, 30, RoundingMode.HALF_EVEN)
                        .add(bytes.divide(divisor.multiply(perGib), 30, RoundingMode.HALF_EVEN)),
                "EUR");
    }

    /** Which total. */
    record Total(String group, Instant start, GroupRule rule) {}

    private static void checkGroups(DrivenTopology topology, Period period, Iterable<UsageRow> rows) {
        Map<Total, Map<String, BigInteger>> expected = new HashMap<>();
        for (UsageRow row : rows) {
            List<String> groups = row.groups().isEmpty() ? List.of("") : row.groups();
            row.amounts().asMap().forEach((resource, amount) -> {
                BigInteger[] parts = amount.divideAndRemainder(BigInteger.valueOf(groups.size()));
                for (int i = 0; i < groups.size(); i++) {
                    String group = groups.get(i);
                    BigInteger part = parts[0].add(i < parts[1].intValue() ? BigInteger.ONE : BigInteger.ZERO);
                    add(expected, new Total(group, row.start(), GroupRule.SPLIT), resource.name(), part);
                    add(expected, new Total(group, row.start(), GroupRule.EACH), resource.name(), amount);
                    if (row.primaryGroup() == null || group.equals(row.primaryGroup())) {
                        add(expected, new Total(group, row.start(), GroupRule.PRIMARY), resource.name(), amount);
                    }
                }
            });
        }
        Map<Total, Map<String, BigInteger>> found = new HashMap<>();
        Map<Total, Integer> revisions = new HashMap<>();
        for (GroupUsageRecord row : topology.groupRows(period)) {
            Total total = new Total(row.getGroup(), row.getPeriodStart(), row.getRule());
            Integer before = revisions.put(total, row.getRevision());
            assertThat(before == null || before < row.getRevision())
                    .as("revision of %s", row)
                    .isTrue();
            Map<String, BigInteger> amounts = new TreeMap<>();
            row.getAmounts().forEach((resource, amount) -> amounts.put(resource, ExactDecimals.micros(amount)));
            found.put(total, amounts);
        }
        found.values().removeIf(Map::isEmpty);
        assertThat(found).as("totals of groups by %s", period).isEqualTo(expected);
    }

    private static void add(
            Map<Total, Map<String, BigInteger>> totals, Total total, String resource, BigInteger amount) {
        totals.computeIfAbsent(total, key -> new TreeMap<>()).merge(resource, amount, BigInteger::add);
    }

    /**
     * At every moment the newest rows add up to the meter: those of hours to that of the last full hour or of the newest reading
     * after it, those of days to that of the last midnight.
     */
    @Test
    void rowsAddUpToTheMeterAtEveryMoment() {
        Seeds.check(12, random -> {
            BusyDays days = new BusyDays(random);
            try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
                days.feed(topology, heardAt -> {
                    for (Period period : Period.values()) {
                        Map<Place, UsageRow> rows = newest(topology, period);
                        Instant over = period.startOf(heardAt);
                        BusyDays.ACCOUNTS.forEach(account -> checkSum(
                                topology.stored(account),
                                account,
                                rows,
                                period == Period.DAY ? over : countedUntil(topology.stored(account), heardAt)));
                    }
                });
            }
        });
    }

    private static Instant countedUntil(MeterHistory meter, Instant heardAt) {
        Instant hour = Period.HOUR.startOf(heardAt);
        Reading newest = meter.asOf(heardAt);
        return newest != null && newest.at().isAfter(hour) ? newest.at() : hour;
    }

    private static void checkSum(MeterHistory meter, String account, Map<Place, UsageRow> rows, Instant until) {
        Quantities sum = Quantities.ZERO;
        for (Map.Entry<Place, UsageRow> row : rows.entrySet()) {
            if (row.getKey().account().equals(account)) {
                sum = sum.plus(row.getValue().amounts());
                assertThat(row.getValue().countedUntil()).isBeforeOrEqualTo(until);
            }
        }
        assertThat(sum).as("rows of %s until %s", account, until).isEqualTo(meter.totalsAt(until));
    }

    /** The order of groups and pods does not matter for what the last rows say. */
    @Test
    void groupsThatAreToldLateChangeTheRowsOfTheirTime() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            AccountScript script = new AccountScript(topology);
            script.starts("hub/ana", "uid", AccountScript.hours(0.5));
            script.ends("hub/ana", "uid", AccountScript.hours(0.5), AccountScript.hours(3.5));
            script.heartbeat(AccountScript.hours(30));
            topology.account("hub/ana", List.of("power"), AccountScript.hours(30));
            topology.account("hub/ana", List.of("dev"), AccountScript.hours(2));
            script.heartbeat(AccountScript.hours(31));

            Map<Instant, List<String>> groups = new TreeMap<>();
            newest(topology, Period.HOUR).forEach((place, row) -> groups.put(place.start(), row.groups()));
            List<String> dev = List.of("dev");
            assertThat(new ArrayList<>(groups.values())).containsExactly(dev, dev, dev, dev);
            assertThat(new TreeSet<>(groups.keySet()).first()).isEqualTo(Period.HOUR.startOf(AccountScript.hours(0.5)));
        }
    }
}
