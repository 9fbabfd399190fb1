package io.hubmeter.pages.admin;

import io.hubmeter.api.notation.CellText;
import io.hubmeter.api.notation.InstantText;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who is selected, as CSV (RFC 4180, UTF-8, header first), in the order of the table. Names that a spreadsheet would
 * take for a formula are led by an apostrophe.
 */
final class OverviewCsv implements PageHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DECIMALS = 6;
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "user",
                    "groups",
                    "hubs",
                    "level",
                    "resource",
                    "unit",
                    "window_seconds",
                    "limit",
                    "used",
                    "percent",
                    "servers",
                    "cpu",
                    "memory_gib",
                    "gpu",
                    "runs_out_at",
                    "cost_this_month",
                    "currency",
                    "counted_at")
            .get();

    private final Census census;

    OverviewCsv(Census census) {
        this.census = census;
    }

    @Override
    public Reply answer(Visit visit) {
        Selection selection = Selection.of(visit.query());
        Census.Look look = census.look(PATIENCE);
        if (look.isFirst()) {
            throw PageProblem.unavailable(
                    "The accounts are still being counted. Try again in a minute.",
                    "csv asked for before the first count");
        }
        return new Reply.Csv("accounts.csv", out -> write(out, look.overview(), selection));
    }

    static void write(OutputStream out, Overview overview, Selection selection) throws IOException {
        CSVPrinter csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), FORMAT);
        try {
            overview.forEach(selection, row -> {
                try {
                    write(csv, row, overview);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        csv.flush();
    }

    private static void write(CSVPrinter csv, AccountRow row, Overview overview) throws IOException {
        Tightest tightest = row.tightest();
        Limit limit = tightest == null ? null : tightest.limit();
        Resource resource = limit == null ? null : limit.resource();
        csv.printRecord(
                CellText.guarded(row.user()),
                CellText.guarded(row.groups().joined()),
                CellText.guarded(String.join(", ", row.hubs())),
                row.level().name().toLowerCase(Locale.ROOT),
                resource,
                resource == null ? null : resource.displayHours(),
                limit == null ? null : limit.window().toSeconds(),
                limit == null || resource == null
                        ? null
                        : plain(resource.hours(Objects.requireNonNull(limit.amount()), DECIMALS)),
                tightest == null || resource == null ? null : plain(resource.hours(tightest.used(), DECIMALS)),
                tightest == null ? null : tightest.percent(),
                row.servers(),
                rate(row, Resource.CPU),
                rate(row, Resource.MEMORY),
                rate(row, Resource.GPU),
                time(row.runsOutAt()),
                plain(row.cost()),
                row.cost() == null ? null : overview.currency(),
                time(overview.at()));
    }

    private static @Nullable String rate(AccountRow row, Resource resource) {
        return plain(resource.displayRate(row.rates().get(resource), DECIMALS));
    }

    private static @Nullable String plain(@Nullable BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : InstantText.of(at);
    }
}
