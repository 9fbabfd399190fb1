package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.notation.InstantText;
import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers what an account's use consists of. */
final class HistoryHandler {
    private static final List<String> PARAMETERS = List.of("from", "to");
    private static final Duration DEFAULT_LENGTH = Duration.ofDays(30);

    private final DecisionService service;
    private final UsageView view;
    private final Realms realms;
    private final Bounds bounds;

    HistoryHandler(DecisionService service, UsageView view, Realms realms, Bounds bounds) {
        this.service = service;
        this.view = view;
        this.realms = realms;
        this.bounds = bounds;
    }

    Answer history(Call call) {
        AccountId account = AccountPath.account(call, realms);
        Map<String, List<String>> query = call.query(PARAMETERS);
        Instant to = instant("to", Call.single(query, "to"), service.now());
        Instant from = instant("from", Call.single(query, "from"), to.minus(DEFAULT_LENGTH));
        if (!from.isBefore(to)) {
            throw refused("query to", "'" + Json.text(to) + "'", "a time later than from, " + Json.text(from));
        }
        List<Reading> readings = readings(account, from, to);
        History history = History.of(account, from, to, readings, view.grants(account));
        return Answer.json(200, json -> HistoryJson.write(json, history));
    }

    private List<Reading> readings(AccountId account, Instant from, Instant to) {
        try {
            return view.history(account, from, to, bounds.readings());
        } catch (TooManyReadings e) {
            throw refused(
                    "query from, to",
                    "more than %d readings".formatted(e.most()),
                    "at most %d; ask for a shorter time, and for the rest in another request".formatted(e.most()));
        }
    }

    private static Instant instant(String name, @Nullable String written, Instant otherwise) {
        return written == null
                ? otherwise
                : InstantText.parse(written)
                        .orElseThrow(() -> refused("query " + name, "'" + written + "'", InstantText.EXPECTED));
    }

    private static Problem refused(String element, String found, String expected) {
        return Problem.with(ProblemType.BAD_PARAMETER, element, found, expected);
    }
}
