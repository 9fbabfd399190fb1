package io.hubmeter.bench.faults.load;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What administrators and hubs do in a run, all of it from a seed: policies that change what groups may use, and, of every third
 * account, other groups, grants and voids. Of the other accounts nothing changes, so that all that is said of them can be foretold.
 */
public final class Administration {
    /** The groups that policies speak of, and one that none does. */
    public static final List<String> GROUPS = List.of("power", "small", "guests");

    private static final int EVERY = 3;
    private static final long POLICY_MS = 15_000;
    private static final long LONGEST_GRANT_MS = 20_000;

    private final List<Due> due = new ArrayList<>();

    /** An act and when it is due, milliseconds from the start; its own instants too are counted from there. */
    record Due(long atMs, Act act) {}

    private Administration() {}

    /** Nothing is changed. */
    public static Administration none() {
        return new Administration();
    }

    /**
     * That of a seed.
     *
     * @param amounts by resource, how much a grant gives at the most
     */
    public static Administration of(long seed, long lengthMs, List<Plan.Account> accounts, List<Amount> amounts) {
        Administration drawn = new Administration();
        Random random = new Random(seed * 31 + 7);
        int policies = 0;
        for (long at = POLICY_MS / 2 + random.nextLong(POLICY_MS);
                at < lengthMs;
                at += POLICY_MS / 3 + random.nextLong(POLICY_MS)) {
            drawn.due.add(new Due(at, new Act.NewPolicy(++policies)));
        }
        for (int number = 0; number < accounts.size(); number += EVERY) {
            Plan.Account account = accounts.get(number);
            drawn.draw(account.realm() + "/" + account.user(), lengthMs, amounts, random);
        }
        drawn.due.sort(Comparator.comparingLong(Due::atMs));
        return drawn;
    }

    /**
     * What a grant may be about.
     *
     * @param most micro-unit milliseconds
     */
    public record Amount(String resource, long windowMs, BigInteger most) {}

    private void draw(String account, long lengthMs, List<Amount> amounts, Random random) {
        for (int i = 0; i < 2; i++) {
            List<String> groups =
                    GROUPS.stream().filter(group -> random.nextBoolean()).toList();
            due.add(new Due(random.nextLong(lengthMs), new Act.NewGroups(account, groups)));
        }
        for (int i = 0; i < 2; i++) {
            Amount amount = amounts.get(random.nextInt(amounts.size()));
            long at = random.nextLong(lengthMs);
            long from = at - 2_000 + random.nextLong(6_000);
            String id = "grant-" + i;
            due.add(new Due(
                    at,
                    new Act.NewGrant(
                            account,
                            id,
                            amount.resource(),
                            random.nextBoolean() ? null : (Long) amount.windowMs(),
                            amount.most()
                                    .multiply(BigInteger.valueOf(1 + random.nextInt(999)))
                                    .divide(BigInteger.valueOf(1_000)),
                            from,
                            Math.max(from, at) + 2_000 + random.nextLong(LONGEST_GRANT_MS))));
            if (random.nextInt(3) == 0) {
                long voidedAt = at + 1_000 + random.nextLong(LONGEST_GRANT_MS / 2);
                due.add(new Due(voidedAt, new Act.Voided(account, id, 0)));
            }
        }
    }

    List<Due> due() {
        return due;
    }
}
