package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Report;
import io.hubmeter.core.usage.ReportLine;
import io.hubmeter.core.usage.ReportQuery;
import io.hubmeter.core.usage.ReportQuery.Dimension;
import io.hubmeter.core.usage.ReportTooLarge;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was used in past hours, days or months, added up as asked. By user the lines of an account go out as its rows are
 * read; otherwise lines are held until all rows are read, up to {@link Bounds#reportLines}.
 *
 * <p>What cannot be added up within the bound is refused as long as nothing went out; a report of lines that are held begins only when all
 * rows are read. If anything fails later, the connection is cut, so that half a report never looks like a whole one.
 */
final class ReportHandler {
    /** How many accounts there are that the report may be about, so that progress can be shown. */
    static final String ACCOUNTS_HEADER = "Hubmeter-Accounts";

    private static final int BUFFER_BYTES = 64 * 1024;

    private final DecisionService service;
    private final UsageView view;
    private final Realms realms;
    private final ReportPlaces places;
    private final Bounds bounds;

    ReportHandler(DecisionService service, UsageView view, Realms realms, ReportPlaces places, Bounds bounds) {
        this.service = service;
        this.view = view;
        this.realms = realms;
        this.places = places;
        this.bounds = bounds;
    }

    Answer report(Call call) {
        ReportReader reader = new ReportReader(call.query(ReportReader.PARAMETERS), realms, service.now());
        ReportFormat format = reader.format();
        ReportQuery query = reader.read();
        return places.inPlace(() -> prepared(query, format));
    }

    private Answer prepared(ReportQuery query, ReportFormat format) {
        long accounts = accounts(query);
        Instant heardAt = view.heardAt().orElse(null);
        Answer.Body body =
                query.isBy(Dimension.USER) ? asRead(query, format, heardAt) : addedUp(query, format, heardAt);
        return Answer.streamed(format.mediaType(), Map.of(ACCOUNTS_HEADER, String.valueOf(accounts)), body);
    }

    private long accounts(ReportQuery query) {
        RowQuery rows = query.rowQuery();
        String user = query.user();
        try (Stream<AccountId> accounts = view.accounts()) {
            return accounts.filter(rows::isAbout)
                    .filter(account -> user == null || user.equals(account.user()))
                    .count();
        }
    }

    private Answer.Body asRead(ReportQuery query, ReportFormat format, @Nullable Instant heardAt) {
        Stream<UsageRow> rows = view.rows(query.rowQuery());
        return out -> {
            try (rows) {
                LineWriter writer = writer(query, format, out);
                writer.begin();
                Report report = report(query, heardAt, line -> write(writer, line));
                rows.forEach(report::add);
                report.end();
                writer.end();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        };
    }

    private Answer.Body addedUp(ReportQuery query, ReportFormat format, @Nullable Instant heardAt) {
        List<LineWriter> writers = new ArrayList<>(1);
        Report report = report(query, heardAt, line -> writers.forEach(writer -> write(writer, line)));
        try (Stream<UsageRow> rows = view.rows(query.rowQuery())) {
            rows.forEach(report::add);
        } catch (ReportTooLarge e) {
            throw Problem.with(
                    ProblemType.REPORT_TOO_LARGE,
                    "lines",
                    "more than " + e.most(),
                    "at most %d; ask for a shorter time, longer periods, fewer dimensions or one realm at a time"
                            .formatted(e.most()));
        }
        return out -> {
            LineWriter writer = writer(query, format, out);
            writers.add(writer);
            writer.begin();
            try {
                report.end();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            writer.end();
        };
    }

    private Report report(ReportQuery query, @Nullable Instant heardAt, Consumer<ReportLine> lines) {
        return new Report(query, realm -> String.join("+", realms.hubsOf(realm)), heardAt, bounds.reportLines(), lines);
    }

    private static LineWriter writer(ReportQuery query, ReportFormat format, OutputStream out) throws IOException {
        List<ReportColumn> columns = ReportColumn.of(query);
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        return switch (format) {
            case JSON -> new JsonLines(columns, buffered);
            case CSV -> new CsvLines(columns, buffered);
            case PARQUET -> new ParquetLines(columns, buffered);
        };
    }

    private static void write(LineWriter writer, ReportLine line) {
        try {
            writer.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
