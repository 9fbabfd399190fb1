package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.Resource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What rows can be put in the order of. */
enum Column {
    /** The name. */
    USER("User"),
    /** The names of the groups. */
    GROUPS("Groups"),
    /** Which part of the tightest limit is used. */
    QUOTA("Tightest quota"),
    /** How many servers run; of as many, what they hold. */
    RUNNING("Running now"),
    /** When the first limit is used up. */
    RUNS_OUT("Runs out"),
    /** What the month has cost so far. */
    COST("This month");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    /** The head of the column. */
    String title() {
        return title;
    }

    /** Whether a row has anything there; rows that do not come last in either direction. */
    boolean isFilled(AccountRow row) {
        return switch (this) {
            case USER -> true;
            case GROUPS -> !row.groups().names().isEmpty();
            case QUOTA -> row.tightest() != null;
            case RUNNING -> row.isRunning();
            case RUNS_OUT -> row.runsOutAt() != null;
            case COST -> row.cost() != null;
        };
    }

    /** The least first, for rows that have something there; rows that are equal there stand in the order of names. */
    Comparator<AccountRow> order() {
        return switch (this) {
            case USER -> Comparator.comparing(AccountRow::folded).thenComparing(AccountRow::user);
            case GROUPS ->
                Comparator.comparing(row -> AccountRow.fold(row.groups().joined()));
            case QUOTA ->
                Comparator.comparingDouble(
                        row -> Objects.requireNonNull(row.tightest()).part());
            case RUNNING ->
                Comparator.comparingInt(AccountRow::servers)
                        .thenComparing(row -> row.rates().get(Resource.MEMORY))
                        .thenComparing(row -> row.rates().get(Resource.CPU));
            case RUNS_OUT -> Comparator.comparing(row -> Objects.requireNonNull(row.runsOutAt()));
            case COST -> Comparator.comparing(row -> Objects.requireNonNull(row.cost()));
        };
    }

    /** How addresses name it. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Column> of(String code) {
        return Stream.of(values()).filter(column -> column.code().equals(code)).findFirst();
    }
}
