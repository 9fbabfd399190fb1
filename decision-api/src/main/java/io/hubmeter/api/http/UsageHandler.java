package io.hubmeter.api.http;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.AccountUsage;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.core.metering.AccountId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers where one account stands. */
final class UsageHandler {
    private static final List<String> PARAMETERS = List.of("group", "at");

    private final DecisionService service;
    private final Realms realms;
    private final Bounds bounds;

    UsageHandler(DecisionService service, Realms realms, Bounds bounds) {
        this.service = service;
        this.realms = realms;
        this.bounds = bounds;
    }

    Answer usage(Call call) {
        AccountId account = AccountPath.account(call, realms);
        Map<String, List<String>> query = call.query(PARAMETERS);
        Instant now = service.now();
        Instant at = at(Call.single(query, "at"), now);
        AccountUsage usage = service.usage(account, groups(query.get("group")), hub(call.caller()), at);
        return Answer.json(200, json -> UsageJson.write(json, usage, now));
    }

    /** A hub is told what holds on it. */
    private static @Nullable String hub(Caller caller) {
        return caller instanceof Caller.Hub(String name, String hub) ? hub : null;
    }

    private static @Nullable List<String> groups(@Nullable List<String> groups) {
        if (groups == null) {
            return null;
        }
        for (String group : groups) {
            if (group.isEmpty() || group.length() > FieldReader.LONGEST_NAME) {
                throw refused("query group", group.length() + " characters", "1 to " + FieldReader.LONGEST_NAME);
            }
        }
        return groups;
    }

    private Instant at(@Nullable String written, Instant now) {
        if (written == null) {
            return now;
        }
        Instant earliest = now.minus(bounds.lookBack());
        String expected = "an RFC 3339 time from %s to %s".formatted(Json.text(earliest), Json.text(now));
        try {
            Instant at = OffsetDateTime.parse(written).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (at.isBefore(earliest) || at.isAfter(now)) {
                throw refused("query at", "'" + written + "'", expected);
            }
            return at;
        } catch (DateTimeParseException e) {
            throw refused("query at", "'" + written + "'", expected);
        }
    }

    private static Problem refused(String element, String found, String expected) {
        return Problem.with(ProblemType.BAD_PARAMETER, element, found, expected);
    }
}
