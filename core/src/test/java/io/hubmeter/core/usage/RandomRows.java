package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Rows of a few accounts over a few days at the turn of a month, the rows of each together and in order. */
final class RandomRows {
    static final Instant FIRST = Instant.parse("2026-10-29T00:00:00Z");
    static final int DAYS = 6;
    static final List<String> REALMS = List.of("hub-a", "hub-b");
    static final List<String> USERS = List.of("ana", "ana-maria", "O'Neil, \"Zoë\"");
    static final List<String> GROUPS = List.of("dev", "gpu", "regular", "ünï");
    static final List<Resource> RESOURCES = List.of(Resource.CPU, Resource.MEMORY, new Resource("nvidia.com/mig"));
    static final List<String> CURRENCIES = List.of("EUR", "USD");

    private final RandomGenerator random;

    RandomRows(RandomGenerator random) {
        this.random = random;
    }

    List<UsageRow> rows(Period period) {
        List<UsageRow> rows = new ArrayList<>();
        for (String realm : REALMS) {
            for (String user : USERS) {
                AccountId account = new AccountId(realm, user);
                Instant end = FIRST.plus(Period.DAY.length().multipliedBy(DAYS));
                for (Instant start = FIRST; start.isBefore(end); start = start.plus(period.length())) {
                    if (random.nextInt(period == Period.DAY ? 2 : 12) == 0) {
                        rows.add(row(account, period, start));
                    }
                }
            }
        }
        return rows;
    }

    private UsageRow row(AccountId account, Period period, Instant start) {
        TreeSet<String> groups = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            groups.add(pick(GROUPS));
        }
        boolean isComplete = random.nextInt(5) > 0;
        long ms = period.length().toMillis();
        return new UsageRow(
                account,
                period,
                start,
                start.plusMillis(isComplete ? ms : 1 + random.nextLong(ms - 1)),
                amounts(),
                List.copyOf(groups),
                groups.isEmpty() ? null : pick(List.copyOf(groups)),
                random.nextInt(3) == 0
                        ? null
                        : new Cost(BigDecimal.valueOf(random.nextLong(1_000_000_000), 6), pick(CURRENCIES)),
                random.nextInt(3),
                isComplete,
                random.nextInt(10) == 0);
    }

    private Quantities amounts() {
        Map<Resource, BigInteger> amounts = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            amounts.put(pick(RESOURCES), new BigInteger(110, new java.util.Random(random.nextLong())));
        }
        return Quantities.of(amounts);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
