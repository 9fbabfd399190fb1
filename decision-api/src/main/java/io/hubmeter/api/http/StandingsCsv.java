package io.hubmeter.api.http;

import io.hubmeter.api.decision.AccountUsage;
import io.hubmeter.api.notation.CellText;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes standings as CSV (RFC 4180, UTF-8, header first): one row for each account and limit, and one with empty limit
 * fields for an account without limits. Names of users and groups that a spreadsheet would take for a formula are led by an
 * apostrophe.
 */
final class StandingsCsv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "realm",
                    "user",
                    "groups",
                    "resource",
                    "unit",
                    "window_seconds",
                    "origin",
                    "limit",
                    "used",
                    "remaining",
                    "rate_per_hour",
                    "verdict",
                    "exhausted_at",
                    "retry_at",
                    "open_pods",
                    "as_of",
                    "heard_at",
                    "freshness_seconds",
                    "policy_hash",
                    "cost",
                    "currency")
            .get();

    private StandingsCsv() {}

    /** Writes the rows of each account in turn; {@code now} is what freshness is counted from. */
    static void write(OutputStream out, AccountId[] accounts, Function<AccountId, AccountUsage> usage, Instant now)
            throws IOException {
        CSVPrinter csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), FORMAT);
        for (AccountId account : accounts) {
            writeRows(csv, usage.apply(account), now);
        }
        csv.flush();
    }

    private static void writeRows(CSVPrinter csv, AccountUsage usage, Instant now) throws IOException {
        Assessment assessment = usage.assessment();
        if (assessment.standings().isEmpty()) {
            writeRow(csv, usage, null, now);
        }
        for (Standing standing : assessment.standings()) {
            writeRow(csv, usage, standing, now);
        }
    }

    private static void writeRow(CSVPrinter csv, AccountUsage usage, @Nullable Standing standing, Instant now)
            throws IOException {
        Assessment assessment = usage.assessment();
        Resource resource = standing == null ? null : standing.limit().resource();
        csv.print(assessment.account().realm());
        csv.print(CellText.guarded(assessment.account().user()));
        csv.print(CellText.guarded(String.join(", ", usage.groups())));
        csv.print(resource);
        csv.print(resource == null ? null : resource.displayHours());
        csv.print(standing == null ? null : plain(Json.seconds(standing.limit().window())));
        csv.print(standing == null ? null : standing.entitled().origin());
        if (standing == null || resource == null) {
            for (int i = 0; i < 7; i++) {
                csv.print(null);
            }
        } else {
            csv.print(plain(LimitJson.hours(resource, standing.limit().amount())));
            csv.print(plain(LimitJson.hours(resource, standing.used())));
            csv.print(plain(LimitJson.hours(resource, standing.remaining())));
            csv.print(plain(resource.displayRate(standing.rate(), LimitJson.DECIMALS)));
            csv.print(LimitJson.code(standing.verdict()));
            csv.print(text(standing.exhaustedAt()));
            csv.print(text(standing.retryAt()));
        }
        Instant heardAt = assessment.heardAt();
        csv.print(assessment.openPods());
        csv.print(text(assessment.at()));
        csv.print(text(heardAt));
        csv.print(heardAt == null ? null : plain(Json.seconds(java.time.Duration.between(heardAt, now))));
        csv.print(usage.policyHash());
        BigDecimal cost = standing == null ? null : LimitJson.cost(standing, usage.prices());
        csv.print(plain(cost));
        csv.print(cost == null ? null : usage.prices().currency());
        csv.println();
    }

    private static @Nullable String plain(@Nullable BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : Json.text(at);
    }
}
