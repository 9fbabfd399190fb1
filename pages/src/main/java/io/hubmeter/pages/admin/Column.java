package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.Resource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What rows can be put in the order of. */
enum Column {
    /** The name. */
    USER("User", row -> true, Comparator.comparing(AccountRow::folded).thenComparing(AccountRow::user)),
    /** The names of the groups. */
    GROUPS(
            "Groups",
            row -> !row.groups().names().isEmpty(),
            Comparator.comparing(row -> AccountRow.fold(row.groups().joined()))),
    /** Which part of the tightest limit is used. */
    QUOTA(
            "Tightest quota",
            row -> row.tightest() != null,
            Comparator.comparingDouble(
                    row -> Objects.requireNonNull(row.tightest()).part())),
    /** How many servers run; of as many, what they hold. */
    RUNNING(
            "Running now",
            AccountRow::isRunning,
            Comparator.comparingInt(AccountRow::servers)
                    .thenComparing(row -> row.rates().get(Resource.MEMORY))
                    .thenComparing(row -> row.rates().get(Resource.CPU))),
    /** When the first limit is used up. */
    RUNS_OUT(
            "Runs out",
            row -> row.runsOutAt() != null,
            Comparator.comparing(row -> Objects.requireNonNull(row.runsOutAt()))),
    /** What the month has cost so far. */
    COST("This month", row -> row.cost() != null, Comparator.comparing(row -> Objects.requireNonNull(row.cost())));

    private final String title;
    private final Predicate<AccountRow> isFilled;
    private final Comparator<AccountRow> order;

    Column(String title, Predicate<AccountRow> isFilled, Comparator<AccountRow> order) {
        this.title = title;
        this.isFilled = isFilled;
        this.order = order;
    }

    /** The head of the column. */
    String title() {
        return title;
    }

    /** Whether a row has anything there; rows that do not come last in either direction. */
    boolean isFilled(AccountRow row) {
        return isFilled.test(row);
    }

    /** The least first; rows that are equal there stand in the order of names. */
    Comparator<AccountRow> order() {
        return order;
    }

    /** How addresses name it. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Column> of(String code) {
        return Stream.of(values()).filter(column -> column.code().equals(code)).findFirst();
    }
}
