package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a report is to say.
 *
 * @param span how long the time is that a line is about
 * @param from the first instant reported on, where a row of {@link #rows} begins
 * @param to the first instant after, likewise
 * @param by what lines are told apart by, besides time and resource; a user, group or hub is one of its realm
 * @param rule how people in several groups count, where it matters
 * @param realm reports on this realm alone; null on all
 * @param user reports on users of this name alone; null on all
 * @param group reports on what counts for this group alone, {@link GroupRule#NO_GROUP} for that of people without one; null on all
 * @param resource reports on this resource alone, and not on cost, which is told for all together; null on all
 */
public record ReportQuery(
        Span span,
        Instant from,
        Instant to,
        Set<Dimension> by,
        GroupRule rule,
        @Nullable String realm,
        @Nullable String user,
        @Nullable String group,
        @Nullable Resource resource) {

    /** How long the time is that a line is about. */
    public enum Span {
        /** An hour. */
        HOUR,
        /** A day of UTC. */
        DAY,
        /** A month of UTC, or what of it lies within the report. */
        MONTH,
        /** All the time that is reported on. */
        TOTAL
    }

    /** What lines can be told apart by. */
    public enum Dimension {
        /** The realm. */
        REALM,
        /** The user, and so the account. */
        USER,
        /** The group, of a realm, as it was in the last of the hour or day. */
        GROUP,
        /** The hubs of a realm: rows do not say which of them it was. */
        HUB
    }

    /** Checks the times, and completes what lines are told apart by. */
    public ReportQuery {
        EnumSet<Dimension> named = EnumSet.noneOf(Dimension.class);
        named.addAll(by);
        if (!named.isEmpty()) {
            named.add(Dimension.REALM);
        }
        by = Set.copyOf(named);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("to: found %s, expected later than from, %s".formatted(to, from));
        }
        requireStart("from", from, rows(span, from, to));
        requireStart("to", to, rows(span, from, to));
    }

    private static void requireStart(String name, Instant at, Period period) {
        if (!period.startOf(at).equals(at)) {
            throw new IllegalArgumentException("%s: found %s, expected the start of %s, such as %s"
                    .formatted(name, at, period == Period.DAY ? "a day of UTC" : "an hour", period.startOf(at)));
        }
    }

    /** The rows it is made of: those of days wherever they will do. */
    public Period rows() {
        return rows(span, from, to);
    }

    private static Period rows(Span span, Instant from, Instant to) {
        return switch (span) {
            case HOUR -> Period.HOUR;
            case DAY, MONTH -> Period.DAY;
            case TOTAL ->
                Period.DAY.startOf(from).equals(from) && Period.DAY.startOf(to).equals(to) ? Period.DAY : Period.HOUR;
        };
    }

    /** The query for those rows. */
    public RowQuery rowQuery() {
        String onlyUser = user;
        String onlyRealm = realm;
        AccountId account = onlyUser == null || onlyRealm == null ? null : new AccountId(onlyRealm, onlyUser);
        return new RowQuery(rows(), from, to, account, onlyRealm);
    }

    /** Whether lines are told apart by it. */
    public boolean isBy(Dimension dimension) {
        return by.contains(dimension);
    }

    /** Whether groups matter, and with them the rule. */
    public boolean isByRule() {
        return group != null || isBy(Dimension.GROUP);
    }

    /** Whether each line is made of one row. */
    public boolean isRowByRow() {
        return isBy(Dimension.USER) && (span == Span.HOUR || span == Span.DAY);
    }

    /** The first instant that the line of a row is about. */
    Instant startOf(UsageRow row) {
        return switch (span) {
            case HOUR, DAY -> row.start();
            case MONTH -> later(from, month(row).atStartOfDay().toInstant(ZoneOffset.UTC));
            case TOTAL -> from;
        };
    }

    /** The first instant after those that the line of a row is about. */
    Instant endOf(UsageRow row) {
        return switch (span) {
            case HOUR, DAY -> row.end();
            case MONTH -> {
                Instant end = month(row).plusMonths(1).atStartOfDay().toInstant(ZoneOffset.UTC);
                yield end.isBefore(to) ? end : to;
            }
            case TOTAL -> to;
        };
    }

    private static LocalDate month(UsageRow row) {
        return row.start().atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
