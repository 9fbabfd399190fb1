package io.hubmeter.api.http;

import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.notation.InstantText;
import io.hubmeter.api.notation.Nearest;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.GroupRule;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.ReportQuery;
import io.hubmeter.core.usage.ReportQuery.Dimension;
import io.hubmeter.core.usage.ReportQuery.Span;
import io.hubmeter.core.usage.RowQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a report is to say from the query of a request; refuses the rest. */
final class ReportReader {
    /** The names of the parameters. */
    static final List<String> PARAMETERS =
            List.of("format", "period", "from", "to", "by", "rule", "realm", "hub", "user", "group", "resource");

    private static final List<String> BY = List.of("user", "group", "hub", "realm", "resource");
    private static final Duration DEFAULT_LENGTH = Duration.ofDays(30);
    private static final int LONGEST_NAME = 255;

    private final Map<String, List<String>> query;
    private final Realms realms;
    private final Instant now;

    ReportReader(Map<String, List<String>> query, Realms realms, Instant now) {
        this.query = query;
        this.realms = realms;
        this.now = now;
    }

    /** The format asked for; JSON if it is left out. */
    ReportFormat format() {
        return code("format", ReportFormat.class, ReportFormat.JSON);
    }

    /** What is asked for. */
    ReportQuery read() {
        Span span = code("period", Span.class, Span.DAY);
        Instant to = instant("to", Period.DAY.startOf(now));
        Instant from = instant("from", to.minus(DEFAULT_LENGTH));
        if (!from.isBefore(to)) {
            throw refused("to", Json.text(to), "a time later than from, " + Json.text(from));
        }
        requireStart("from", from, span);
        requireStart("to", to, span);
        requireKept(from);
        return new ReportQuery(
                span,
                from,
                to,
                by(),
                code("rule", GroupRule.class, GroupRule.SPLIT),
                realm(),
                name("user"),
                group(),
                resource());
    }

    private static void requireStart(String name, Instant at, Span span) {
        Period period = span == Span.HOUR || span == Span.TOTAL ? Period.HOUR : Period.DAY;
        if (!period.startOf(at).equals(at)) {
            throw refused(
                    name,
                    Json.text(at),
                    (period == Period.HOUR ? "a full hour, such as " : "midnight in UTC, such as ")
                            + Json.text(period.startOf(at)));
        }
    }

    private void requireKept(Instant from) {
        Instant first = now.minus(RowQuery.KEPT);
        if (!from.isAfter(first)) {
            throw refused(
                    "from",
                    Json.text(from),
                    "a time after %s, %d days ago: the topics hubmeter.usage-hourly and hubmeter.usage-daily keep everything"
                            .formatted(Json.text(first), RowQuery.KEPT.toDays()));
        }
    }

    private Set<Dimension> by() {
        String written = Call.single(query, "by");
        Set<Dimension> by = EnumSet.noneOf(Dimension.class);
        if (written == null) {
            by.add(Dimension.USER);
            return by;
        }
        for (String name : written.isEmpty() ? new String[0] : written.split(",", -1)) {
            if (!BY.contains(name)) {
                throw refused("by", name, "any of " + String.join(", ", BY) + ", separated by commas");
            }
            // Resources are always told apart: core-hours and GiB-hours have no sum.
            if (!name.equals("resource")) {
                by.add(Dimension.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        return by;
    }

    /** A hub is asked for by its realm: rows do not say on which hub of a realm something was used. */
    private @Nullable String realm() {
        String realm = Call.single(query, "realm");
        String hub = Call.single(query, "hub");
        if (realm != null && !AccountId.isRealm(realm)) {
            throw refused("realm", realm, "1 to 63 characters of a-z, 0-9 and -");
        }
        if (hub == null) {
            return realm;
        }
        String ofHub = realms.ofHub(hub);
        if (!AccountId.isRealm(ofHub)) {
            throw refused(
                    "hub", hub, "a hub that is configured, or one whose name is 1 to 63 characters of a-z, 0-9 and -");
        }
        List<String> hubs = realms.hubsOf(ofHub);
        if (!hubs.equals(List.of(hub))) {
            throw refused(
                    "hub",
                    hub,
                    "the only hub of its realm; %s has %s, and rows do not say which of them: ask for realm=%s"
                            .formatted(ofHub, String.join(", ", hubs), ofHub));
        }
        if (realm != null && !realm.equals(ofHub)) {
            throw refused("realm", realm, "that of hub " + hub + ", " + ofHub);
        }
        return ofHub;
    }

    private @Nullable String name(String parameter) {
        String name = Call.single(query, parameter);
        if (name != null && (name.isEmpty() || name.length() > LONGEST_NAME)) {
            throw refused(parameter, name, "1 to " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /** Empty for people without one. */
    private @Nullable String group() {
        return Call.single(query, "group");
    }

    private @Nullable Resource resource() {
        String name = Call.single(query, "resource");
        if (name == null) {
            return null;
        }
        try {
            return new Resource(name);
        } catch (IllegalArgumentException e) {
            throw refused("resource", name, "cpu, memory, gpu, or the name of another resource");
        }
    }

    /** A constant by its name in lower case. */
    private <E extends Enum<E>> E code(String parameter, Class<E> type, E otherwise) {
        String written = Call.single(query, parameter);
        if (written == null) {
            return otherwise;
        }
        List<E> constants = Arrays.asList(type.getEnumConstants());
        List<String> names = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(written);
        if (index < 0) {
            throw refused(parameter, written, Nearest.among(names, written));
        }
        return constants.get(index);
    }

    private Instant instant(String parameter, Instant otherwise) {
        String written = Call.single(query, parameter);
        return written == null
                ? otherwise
                : InstantText.parse(written)
                        .or(() -> midnight(written))
                        .orElseThrow(() ->
                                refused(parameter, written, InstantText.EXPECTED + ", or a date such as 2026-11-01"));
    }

    private static Optional<Instant> midnight(String written) {
        try {
            return InstantText.parse(
                    InstantText.of(LocalDate.parse(written).atStartOfDay().toInstant(ZoneOffset.UTC)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Problem refused(String parameter, String found, String expected) {
        return Problem.with(ProblemType.BAD_PARAMETER, "query " + parameter, "'" + found + "'", expected);
    }
}
