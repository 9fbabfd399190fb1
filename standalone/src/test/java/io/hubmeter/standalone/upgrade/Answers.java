package io.hubmeter.standalone.upgrade;

import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.streams.query.UsageQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a stream processor says of the accounts at an instant, a line each, in words that no release changes. */
final class Answers {
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofHours(7), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private Answers() {}

    static List<String> of(UsageQueries queries, Instant at) {
        List<String> lines = new ArrayList<>();
        lines.add("policy " + queries.policy().map(policy -> policy.hash()).orElse("none"));
        for (String name : History.ACCOUNTS) {
            AccountId account = AccountId.parse(name);
            for (Instant instant : List.of(at, at.minus(Duration.ofHours(31)), at.minus(Duration.ofDays(5)))) {
                usage(queries, account, instant, lines);
            }
            lines.add("%s groups %s".formatted(name, queries.groups(account)));
            queries.grants(account).stream()
                    .sorted(Comparator.comparing(Grant::id).thenComparing(Grant::kind))
                    .forEach(grant ->
                            lines.add("%s grant %s %s %s".formatted(name, grant.id(), grant.kind(), grant.amount())));
            for (Reading reading : queries.history(account, History.START.minus(Duration.ofDays(1)), at, 10_000)) {
                lines.add("%s reading %s %s #%d".formatted(name, reading.at(), reading.totals(), reading.sequence()));
            }
            for (Period period : Period.values()) {
                rows(queries, account, period, at, lines);
            }
        }
        return lines;
    }

    private static void usage(UsageQueries queries, AccountId account, Instant at, List<String> lines) {
        List<Limit> limits = RandomPods.RESOURCES.stream()
                .flatMap(resource -> WINDOWS.stream().map(window -> new Limit(new Resource(resource), null, window)))
                .toList();
        for (Standing standing : queries.assess(
                        account, Entitlement.ofEverybody(limits), Request.OF_UNKNOWN_SIZE, Duration.ZERO, at)
                .standings()) {
            lines.add("%s %s in %s before %s: %s"
                    .formatted(
                            account,
                            standing.limit().resource().name(),
                            standing.limit().window(),
                            at,
                            standing.used()));
        }
    }

    private static void rows(UsageQueries queries, AccountId account, Period period, Instant at, List<String> lines) {
        RowQuery query = new RowQuery(period, History.START, at.plus(Duration.ofDays(1)), account, null);
        try (Stream<UsageRow> rows = queries.rows(query)) {
            rows.sorted(Comparator.comparing(UsageRow::start))
                    .forEach(row -> lines.add("%s %s %s until %s: %s %s rev %d"
                            .formatted(
                                    account,
                                    period,
                                    row.start(),
                                    row.countedUntil(),
                                    row.amounts(),
                                    row.groups(),
                                    row.revision())));
        }
    }
}
