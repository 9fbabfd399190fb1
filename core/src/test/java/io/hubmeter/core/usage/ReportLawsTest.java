package io.hubmeter.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.ReportQuery.Dimension;
import io.hubmeter.core.usage.ReportQuery.Span;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is asked for, lines say what plain addition says, and add up to each other. */
final class ReportLawsTest {
    private static final int CASES = 400;
    private static final Instant HEARD = RandomRows.FIRST.plus(Duration.ofDays(4));

    @Test
    void aReportSaysWhatPlainAdditionSays() {
        Seeds.check(CASES, random -> {
            RandomRows domain = new RandomRows(random);
            ReportQuery query = query(random, domain);
            List<UsageRow> rows = domain.rows(query.rows());
            Instant heardAt = random.nextInt(4) == 0 ? null : HEARD;
            assertThat(report(query, rows, heardAt))
                    .containsExactlyInAnyOrderElementsOf(new PlainReport(query, rows, heardAt).lines());
        });
    }

    @Test
    void accountsMayComeInAnyOrder() {
        Seeds.check(CASES, random -> {
            RandomRows domain = new RandomRows(random);
            ReportQuery query = query(random, domain);
            List<UsageRow> rows = domain.rows(query.rows());
            List<UsageRow> turned = rows.stream()
                    .collect(Collectors.groupingBy(UsageRow::account, TreeMap::new, Collectors.toList()))
                    .descendingMap()
                    .values()
                    .stream()
                    .flatMap(List::stream)
                    .toList();
            assertThat(report(query, turned, HEARD)).containsExactlyInAnyOrderElementsOf(report(query, rows, HEARD));
            if (!query.isBy(Dimension.USER)) {
                assertThat(report(query, turned, HEARD)).isEqualTo(report(query, rows, HEARD));
            }
        });
    }

    /** What makes {@code each} another rule: nothing says so louder than a sum that is too large. */
    @Test
    void groupsAddUpToAllUseByEveryRuleButEach() {
        Seeds.check(CASES, random -> {
            List<UsageRow> rows = new RandomRows(random).rows(Period.DAY);
            Map<String, BigDecimal> all = sums(report(of(Span.TOTAL, Set.of(), GroupRule.SPLIT), rows, HEARD));
            Set<Dimension> byGroup = Set.of(Dimension.GROUP);
            assertThat(sums(report(of(Span.DAY, byGroup, GroupRule.SPLIT), rows, HEARD)))
                    .isEqualTo(all);
            assertThat(sums(report(of(Span.DAY, byGroup, GroupRule.PRIMARY), rows, HEARD)))
                    .isEqualTo(all);
            sums(report(of(Span.DAY, byGroup, GroupRule.EACH), rows, HEARD))
                    .forEach((what, sum) -> assertThat(sum).isGreaterThanOrEqualTo(all.get(what)));
        });
    }

    @Test
    void whateverLinesAreToldApartByTheyAddUpToTheSame() {
        Seeds.check(CASES, random -> {
            List<UsageRow> rows = new RandomRows(random).rows(Period.DAY);
            Map<String, BigDecimal> all = sums(report(of(Span.TOTAL, Set.of(), GroupRule.SPLIT), rows, HEARD));
            for (Span span : List.of(Span.DAY, Span.MONTH, Span.TOTAL)) {
                for (Dimension by : Dimension.values()) {
                    assertThat(sums(report(of(span, Set.of(by), GroupRule.SPLIT), rows, HEARD)))
                            .as("%s by %s", span, by)
                            .isEqualTo(all);
                }
            }
        });
    }

    @Test
    void oneGroupAloneIsItsPartOfAllGroups() {
        Seeds.check(CASES, random -> {
            RandomRows domain = new RandomRows(random);
            List<UsageRow> rows = domain.rows(Period.DAY);
            GroupRule rule = domain.pick(List.of(GroupRule.values()));
            String group = domain.pick(List.of("", "dev", "regular"));
            ReportQuery all = of(Span.MONTH, Set.of(Dimension.GROUP, Dimension.USER), rule);
            ReportQuery one =
                    new ReportQuery(all.span(), all.from(), all.to(), all.by(), rule, null, null, group, null);
            assertThat(report(one, rows, HEARD))
                    .isEqualTo(report(all, rows, HEARD).stream()
                            .filter(line -> group.equals(line.group()))
                            .toList());
        });
    }

    @Test
    void byUserOneAccountIsHeldAtATime() {
        List<UsageRow> rows = new ArrayList<>();
        Seeds.check(1, random -> rows.addAll(new RandomRows(random).rows(Period.DAY)));
        List<ReportLine> lines = new ArrayList<>();
        Report byUser =
                new Report(of(Span.DAY, Set.of(Dimension.USER), GroupRule.SPLIT), r -> r, HEARD, 24, lines::add);
        rows.forEach(byUser::add);
        byUser.end();
        assertThat(lines).hasSizeGreaterThan(24);
        Report byRealm =
                new Report(of(Span.DAY, Set.of(Dimension.REALM), GroupRule.SPLIT), r -> r, HEARD, 24, lines::add);
        assertThatThrownBy(() -> rows.forEach(byRealm::add))
                .isInstanceOf(ReportTooLarge.class)
                .hasMessage("lines to hold in memory: found more than 24, expected at most that many");
    }

    @Test
    void timesBeginWhereRowsDo() {
        Instant hour = Instant.parse("2026-11-01T01:00:00Z");
        assertThat(of(Span.TOTAL, hour, hour.plusSeconds(3_600)).rows()).isEqualTo(Period.HOUR);
        assertThat(of(Span.TOTAL, HEARD, HEARD.plus(Duration.ofDays(1))).rows()).isEqualTo(Period.DAY);
        assertThatThrownBy(() -> of(Span.DAY, hour, hour.plusSeconds(86_400)))
                .hasMessage("from: found 2026-11-01T01:00:00Z, expected the start of a day of UTC, such as "
                        + "2026-11-01T00:00:00Z");
        assertThatThrownBy(() -> of(Span.HOUR, hour, hour.plusSeconds(1)))
                .hasMessage(
                        "to: found 2026-11-01T01:00:01Z, expected the start of an hour, such as 2026-11-01T01:00:00Z");
    }

    private static ReportQuery of(Span span, Instant from, Instant to) {
        return new ReportQuery(span, from, to, Set.of(), GroupRule.SPLIT, null, null, null, null);
    }

    private static ReportQuery of(Span span, Set<Dimension> by, GroupRule rule) {
        Instant to = RandomRows.FIRST.plus(Duration.ofDays(RandomRows.DAYS));
        return new ReportQuery(span, RandomRows.FIRST, to, by, rule, null, null, null, null);
    }

    private static ReportQuery query(RandomGenerator random, RandomRows domain) {
        Span span = domain.pick(List.of(Span.values()));
        int fromDay = random.nextInt(3);
        Instant from = RandomRows.FIRST
                .plus(Duration.ofDays(fromDay))
                .plus(Duration.ofHours(span == Span.HOUR || span == Span.TOTAL ? random.nextInt(2) : 0));
        Instant to = RandomRows.FIRST.plus(Duration.ofDays(fromDay + 2 + random.nextInt(3)));
        EnumSet<Dimension> by = EnumSet.noneOf(Dimension.class);
        for (int i = random.nextInt(4); i > 0; i--) {
            by.add(domain.pick(List.of(Dimension.values())));
        }
        return new ReportQuery(
                span,
                from,
                to,
                by,
                domain.pick(List.of(GroupRule.values())),
                orNull(random, domain.pick(RandomRows.REALMS)),
                orNull(random, domain.pick(RandomRows.USERS)),
                orNull(random, random.nextInt(4) == 0 ? "" : domain.pick(RandomRows.GROUPS)),
                orNull(random, domain.pick(RandomRows.RESOURCES)));
    }

    private static <T> @Nullable T orNull(RandomGenerator random, T value) {
        return random.nextInt(4) == 0 ? value : null;
    }

    static List<ReportLine> report(ReportQuery query, List<UsageRow> rows, @Nullable Instant heardAt) {
        List<ReportLine> lines = new ArrayList<>();
        Report report = new Report(query, realm -> "hubs of " + realm, heardAt, 100_000, lines::add);
        rows.forEach(report::add);
        report.end();
        return lines;
    }

    /** What each resource and each currency adds up to. */
    private static Map<String, BigDecimal> sums(List<ReportLine> lines) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        for (ReportLine line : lines) {
            Resource resource = line.resource();
            BigInteger amount = line.amount();
            Cost cost = line.cost();
            String what = resource != null ? resource.name() : cost != null ? cost.currency() : "";
            BigDecimal value = amount != null ? new BigDecimal(amount) : cost != null ? cost.amount() : BigDecimal.ZERO;
            sums.merge(what, value, BigDecimal::add);
        }
        return sums;
    }

    /** The same report by going through all rows once for every line that there may be. */
    private record PlainReport(
            ReportQuery query,
            List<UsageRow> rows,
            @Nullable Instant heardAt) {

        List<ReportLine> lines() {
            List<ReportLine> lines = new ArrayList<>();
            for (List<String> key : keys()) {
                List<Part> parts =
                        parts().stream().filter(part -> part.key.equals(key)).toList();
                for (Resource resource : RandomRows.RESOURCES) {
                    BigInteger amount = sum(parts, part -> part.amount(resource));
                    if (amount.signum() != 0) {
                        lines.add(line(parts, resource, amount, null));
                    }
                }
                for (String currency : RandomRows.CURRENCIES) {
                    List<Part> paid = parts.stream()
                            .filter(part -> part.row.cost() != null
                                    && part.row.cost().currency().equals(currency))
                            .toList();
                    if (!paid.isEmpty() && query.resource() == null) {
                        BigInteger micros = sum(paid, Part::microCost);
                        lines.add(line(parts, null, null, new Cost(new BigDecimal(micros, 6), currency)));
                    }
                }
            }
            return lines;
        }

        private static BigInteger sum(List<Part> parts, Function<Part, BigInteger> value) {
            return parts.stream().map(value).reduce(BigInteger.ZERO, BigInteger::add);
        }

        private Set<List<String>> keys() {
            return parts().stream().map(Part::key).collect(Collectors.toSet());
        }

        /** What a row is to one of its groups; or to all of them, where the report is not about groups. */
        private record Part(
                ReportQuery query, UsageRow row, @Nullable String group, List<String> key) {
            private BigInteger of(BigInteger all) {
                List<String> groups = row.groups();
                if (group == null || groups.size() < 2 || query.rule() != GroupRule.SPLIT) {
                    return all;
                }
                BigInteger[] parts = all.divideAndRemainder(BigInteger.valueOf(groups.size()));
                return parts[0].add(groups.indexOf(group) < parts[1].intValue() ? BigInteger.ONE : BigInteger.ZERO);
            }

            BigInteger amount(Resource resource) {
                return query.resource() == null || resource.equals(query.resource())
                        ? of(row.amounts().get(resource))
                        : BigInteger.ZERO;
            }

            BigInteger microCost() {
                return row.cost() == null
                        ? BigInteger.ZERO
                        : of(row.cost().amount().movePointRight(6).toBigIntegerExact());
            }

            boolean isUsed() {
                return RandomRows.RESOURCES.stream()
                                .anyMatch(resource -> amount(resource).signum() != 0)
                        || (row.cost() != null && query.resource() == null);
            }
        }

        private List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            for (UsageRow row : rows) {
                boolean isAskedFor = !row.start().isBefore(query.from())
                        && row.end().compareTo(query.to()) <= 0
                        && (query.realm() == null
                                || query.realm().equals(row.account().realm()))
                        && (query.user() == null
                                || query.user().equals(row.account().user()));
                List<String> groups = new ArrayList<>(row.groups().isEmpty() ? List.of("") : row.groups());
                if (query.group() == null && !query.by().contains(Dimension.GROUP)) {
                    if (isAskedFor) {
                        parts.add(new Part(query, row, null, key(row, "")));
                    }
                    continue;
                }
                groups.removeIf(group -> query.group() != null && !group.equals(query.group()));
                groups.removeIf(group -> query.rule() == GroupRule.PRIMARY
                        && row.primaryGroup() != null
                        && !group.equals(row.primaryGroup()));
                if (isAskedFor) {
                    groups.forEach(group -> parts.add(new Part(query, row, group, key(row, group))));
                }
            }
            return parts;
        }

        private List<String> key(UsageRow row, String group) {
            return List.of(
                    start(row).toString(),
                    query.by().isEmpty() ? "" : row.account().realm(),
                    query.by().contains(Dimension.USER) ? row.account().user() : "",
                    query.by().contains(Dimension.GROUP) ? group : "");
        }

        private Instant start(UsageRow row) {
            return switch (query.span()) {
                case HOUR, DAY -> row.start();
                case MONTH -> {
                    Instant november = Instant.parse("2026-11-01T00:00:00Z");
                    yield row.start().isBefore(november) || query.from().isAfter(november) ? query.from() : november;
                }
                case TOTAL -> query.from();
            };
        }

        private Instant end(UsageRow row) {
            Instant november = Instant.parse("2026-11-01T00:00:00Z");
            return switch (query.span()) {
                case HOUR -> row.start().plusSeconds(3_600);
                case DAY -> row.start().plusSeconds(86_400);
                case MONTH -> row.start().isBefore(november) && query.to().isAfter(november) ? november : query.to();
                case TOTAL -> query.to();
            };
        }

        private ReportLine line(
                List<Part> parts, @Nullable Resource resource, @Nullable BigInteger amount, @Nullable Cost cost) {
            UsageRow any = parts.getFirst().row;
            Instant start = start(any);
            Instant until = end(any);
            for (Part part : parts) {
                if (!part.row.isComplete() && part.row.countedUntil().isBefore(until)) {
                    until = part.row.countedUntil();
                }
            }
            boolean isOneRow =
                    query.by().contains(Dimension.USER) && (query.span() == Span.HOUR || query.span() == Span.DAY);
            if (!isOneRow && heardAt == null) {
                until = start;
            } else if (!isOneRow && heardAt != null && heardAt.isBefore(until)) {
                until = heardAt.isBefore(start) ? start : heardAt;
            }
            boolean hasGroups = query.group() != null || query.by().contains(Dimension.GROUP);
            String realm = any.account().realm();
            return new ReportLine(
                    start,
                    end(any),
                    query.by().isEmpty() ? null : realm,
                    query.by().contains(Dimension.USER) ? any.account().user() : null,
                    query.by().contains(Dimension.GROUP) ? parts.getFirst().group : null,
                    query.by().contains(Dimension.HUB) ? "hubs of " + realm : null,
                    hasGroups ? query.rule() : null,
                    resource,
                    amount,
                    cost,
                    (int) parts.stream()
                            .filter(Part::isUsed)
                            .map(part -> part.row.account())
                            .distinct()
                            .count(),
                    until.equals(end(any)) && parts.stream().allMatch(part -> part.row.isComplete()),
                    until,
                    isOneRow ? any.revision() : null,
                    parts.stream().anyMatch(part -> part.row.isEstimated()));
        }
    }
}
