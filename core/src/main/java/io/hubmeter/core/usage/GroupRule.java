package io.hubmeter.core.usage;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How an account that is in several groups counts for each of them. */
public enum GroupRule {
    /** In equal parts: the groups add up to all use. What does not divide evenly goes to the first by name, a unit each. */
    SPLIT,
    /** In full for every one: each total is what its people used, and the groups add up to more than all use. */
    EACH,
    /** In full for the primary one, not at all for the others: the groups add up to all use. */
    PRIMARY;

    /** The name that stands for accounts without groups. */
    public static final String NO_GROUP = "";

    /**
     * How much of an amount counts for each group of a row.
     *
     * @param row whose groups they are
     * @param amount any amount, also one below zero
     * @return one for each of {@link #groupsOf}, in the same order
     */
    public List<BigInteger> shares(UsageRow row, BigInteger amount) {
        List<String> groups = groupsOf(row);
        return switch (this) {
            case SPLIT -> split(amount, groups.size());
            case EACH -> Collections.nCopies(groups.size(), amount);
            case PRIMARY ->
                groups.stream()
                        .map(group -> countsFor(row, group) ? amount : BigInteger.ZERO)
                        .toList();
        };
    }

    /** Whether a row counts at all for one of its groups. */
    public boolean countsFor(UsageRow row, String group) {
        return this != PRIMARY || row.primaryGroup() == null || group.equals(row.primaryGroup());
    }

    /** The groups that a row counts for, {@link #NO_GROUP} if it has none; never empty. */
    public static List<String> groupsOf(UsageRow row) {
        return row.groups().isEmpty() ? List.of(NO_GROUP) : row.groups();
    }

    private static List<BigInteger> split(BigInteger amount, int parts) {
        BigInteger count = BigInteger.valueOf(parts);
        BigInteger rest = amount.mod(count);
        BigInteger least = amount.subtract(rest).divide(count);
        List<BigInteger> shares = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            shares.add(BigInteger.valueOf(i).compareTo(rest) < 0 ? least.add(BigInteger.ONE) : least);
        }
        return shares;
    }
}
