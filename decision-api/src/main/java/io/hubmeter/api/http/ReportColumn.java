package io.hubmeter.api.http;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.ReportLine;
import io.hubmeter.core.usage.ReportQuery;
import io.hubmeter.core.usage.ReportQuery.Dimension;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The columns of a report, in their order. The same in every format; where there is nothing to say, a value is null. */
@SuppressWarnings("ImmutableEnumChecker") // The functions are method references and constants without state.
enum ReportColumn {
    PERIOD_START(Type.TIME, line -> line.start()),
    PERIOD_END(Type.TIME, line -> line.end()),
    REALM(Type.TEXT, line -> line.realm(), query -> query.isBy(Dimension.REALM)),
    USER(Type.NAME, line -> line.user(), query -> query.isBy(Dimension.USER)),
    GROUP(Type.NAME, line -> line.group(), query -> query.isBy(Dimension.GROUP)),
    HUB(Type.NAME, line -> line.hub(), query -> query.isBy(Dimension.HUB)),
    RULE(Type.TEXT, ReportColumn::rule, ReportQuery::isByRule),
    RESOURCE(Type.TEXT, ReportColumn::resource),
    UNIT(Type.TEXT, ReportColumn::unit),
    /** In the unit, rounded half-even. */
    HOURS(Type.DECIMAL, ReportColumn::hours),
    /** In natural units (cores, bytes, devices) times milliseconds, exact. */
    AMOUNT(Type.DECIMAL, ReportColumn::amount),
    COST(Type.DECIMAL, ReportColumn::cost),
    CURRENCY(Type.TEXT, ReportColumn::currency),
    ACCOUNTS(Type.COUNT, line -> line.accounts()),
    COMPLETE(Type.TRUTH, line -> line.isComplete()),
    COUNTED_UNTIL(Type.TIME, line -> line.countedUntil()),
    ESTIMATED(Type.TRUTH, line -> line.isEstimated()),
    REVISION(Type.COUNT, line -> line.revision());

    /** Decimals of hours, of exact amounts, and of costs. */
    static final int DECIMALS = 6;

    private final Type type;
    private final Function<ReportLine, @Nullable Object> value;
    private final Predicate<ReportQuery> isThere;

    /** What values of a column are, in Java. */
    enum Type {
        /** {@link Instant}. */
        TIME,
        /** {@link String}, of this program's own making. */
        TEXT,
        /** {@link String}, chosen by people. */
        NAME,
        /** {@link BigDecimal} with {@link #DECIMALS} decimals. */
        DECIMAL,
        /** {@link Integer}. */
        COUNT,
        /** {@link Boolean}. */
        TRUTH
    }

    ReportColumn(Type type, Function<ReportLine, @Nullable Object> value) {
        this(type, value, query -> true);
    }

    ReportColumn(Type type, Function<ReportLine, @Nullable Object> value, Predicate<ReportQuery> isThere) {
        this.type = type;
        this.value = value;
        this.isThere = isThere;
    }

    /** The columns of a report, in order. */
    static List<ReportColumn> of(ReportQuery query) {
        return Arrays.stream(values())
                .filter(column -> column.isThere.test(query))
                .toList();
    }

    /** The column's name in tables: {@code counted_until}. */
    String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    Type type() {
        return type;
    }

    /** The value of the column in a line, as its type says. */
    @Nullable
    Object of(ReportLine line) {
        return value.apply(line);
    }

    private static @Nullable String rule(ReportLine line) {
        return line.rule() == null ? null : line.rule().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String resource(ReportLine line) {
        return line.resource() == null ? null : line.resource().name();
    }

    private static @Nullable String unit(ReportLine line) {
        return line.resource() == null ? null : line.resource().displayHours();
    }

    private static @Nullable BigDecimal hours(ReportLine line) {
        Resource resource = line.resource();
        return resource == null || line.amount() == null ? null : resource.hours(line.amount(), DECIMALS);
    }

    private static @Nullable BigDecimal amount(ReportLine line) {
        return line.amount() == null ? null : new BigDecimal(line.amount(), DECIMALS);
    }

    private static @Nullable BigDecimal cost(ReportLine line) {
        Cost cost = line.cost();
        return cost == null ? null : cost.amount();
    }

    private static @Nullable String currency(ReportLine line) {
        Cost cost = line.cost();
        return cost == null ? null : cost.currency();
    }
}
