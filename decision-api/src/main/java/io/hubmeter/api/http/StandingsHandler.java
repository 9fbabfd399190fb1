package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.notation.Nearest;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes where every account stands, in the order of accounts. Only the accounts' names are held in memory; each account is
 * read when its turn comes, all as of the same instant.
 *
 * <p>If an account cannot be read when the status has already gone out, the connection is cut, so that half of them
 * never look like all.
 */
final class StandingsHandler {
    private static final List<String> PARAMETERS = List.of("format", "realm");
    private static final List<String> FORMATS = List.of("json", "csv");

    private final DecisionService service;
    private final UsageView view;
    private final Bounds bounds;
    private final ReportPlaces places;

    StandingsHandler(DecisionService service, UsageView view, ReportPlaces places, Bounds bounds) {
        this.service = service;
        this.view = view;
        this.bounds = bounds;
        this.places = places;
    }

    Answer standings(Call call) {
        Map<String, List<String>> query = call.query(PARAMETERS);
        String format = Call.single(query, "format");
        if (format != null && !FORMATS.contains(format)) {
            throw Problem.with(
                    ProblemType.BAD_PARAMETER, "query format", "'" + format + "'", Nearest.among(FORMATS, format));
        }
        String realm = Call.single(query, "realm");
        if (realm != null && !AccountId.isRealm(realm)) {
            throw Problem.with(
                    ProblemType.BAD_PARAMETER,
                    "query realm",
                    "'" + realm + "'",
                    "1 to 63 characters of a-z, 0-9 and -");
        }
        boolean csv = "csv".equals(format);
        String type = csv ? "text/csv; charset=utf-8; header=present" : Answer.JSON;
        return places.inPlace(() -> Answer.streamed(type, Map.of(), body(realm, csv)));
    }

    private Answer.Body body(@Nullable String realm, boolean csv) {
        AccountId[] accounts = accounts(realm);
        Instant at = service.now();
        return csv
                ? out -> StandingsCsv.write(out, accounts, account -> service.usage(account, null, null, at), at)
                : out -> Json.write(json -> writeArray(json, accounts, at), out);
    }

    private AccountId[] accounts(@Nullable String realm) {
        AccountId[] accounts;
        try (Stream<AccountId> all = view.accounts()) {
            accounts = all.filter(account -> realm == null || account.realm().equals(realm))
                    .limit(bounds.reportAccounts() + 1L)
                    .toArray(AccountId[]::new);
        }
        if (accounts.length > bounds.reportAccounts()) {
            throw Problem.with(
                    ProblemType.REPORT_TOO_LARGE,
                    "accounts",
                    "more than " + bounds.reportAccounts(),
                    "at most " + bounds.reportAccounts() + "; ask for one realm at a time");
        }
        Arrays.sort(accounts);
        return accounts;
    }

    private void writeArray(com.fasterxml.jackson.core.JsonGenerator json, AccountId[] accounts, Instant at)
            throws IOException {
        json.writeStartArray();
        for (AccountId account : accounts) {
            UsageJson.write(json, service.usage(account, null, null, at), at);
        }
        json.writeEndArray();
    }
}
