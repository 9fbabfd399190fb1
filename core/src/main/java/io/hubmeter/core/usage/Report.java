package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.ReportQuery.Dimension;
import java.math.BigInteger;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds rows up to the lines of a report, exactly. Takes the rows of an account together, in any order of accounts.
 *
 * <p>A report by user gives the lines of an account as soon as the next one comes, so that it holds one account's at a time; every
 * other report holds all lines to its end, and so not more than a bound. Lines come in the order of what they are told apart by, then
 * in that of time; accounts in the order in which their rows came.
 */
public final class Report {
    private final ReportQuery query;
    private final RowQuery rows;
    private final UnaryOperator<String> hubsOf;
    private final @Nullable Instant heardAt;
    private final int most;
    private final Consumer<ReportLine> lines;
    private final SortedMap<ReportCell.Key, ReportCell> cells = new TreeMap<>();
    private int held;
    private @Nullable AccountId account;

    /**
     * A report without rows yet.
     *
     * @param hubsOf what the hubs of a realm are called
     * @param heardAt the time heard from the stalest source, which everything before was counted at; null if it is not known
     * @param most how many lines may be held at a time
     * @param lines takes each line once
     */
    public Report(
            ReportQuery query,
            UnaryOperator<String> hubsOf,
            @Nullable Instant heardAt,
            int most,
            Consumer<ReportLine> lines) {
        this.query = query;
        this.rows = query.rowQuery();
        this.hubsOf = hubsOf;
        this.heardAt = heardAt;
        this.most = most;
        this.lines = lines;
    }

    /**
     * Counts the newest row of an account and period.
     *
     * @throws ReportTooLarge if more lines had to be held than may be
     */
    public void add(UsageRow row) {
        if (!row.account().equals(account)) {
            account = row.account();
            if (query.isBy(Dimension.USER)) {
                giveLines();
            }
        }
        String user = query.user();
        if (!rows.isAbout(row) || (user != null && !user.equals(row.account().user()))) {
            return;
        }
        if (query.isByRule()) {
            GroupShare.of(row, query.rule()).stream()
                    .filter(share -> share.counts() && isAbout(share.group()))
                    .forEach(share -> add(row, share.group(), only(share.amounts()), priced(share.cost())));
        } else {
            add(row, "", only(row.amounts()), priced(row.cost()));
        }
    }

    private boolean isAbout(String group) {
        return query.group() == null || group.equals(query.group());
    }

    /** A cost is that of all resources, so a report about one of them has none. */
    private @Nullable Cost priced(@Nullable Cost cost) {
        return query.resource() == null ? cost : null;
    }

    private Quantities only(Quantities amounts) {
        Resource resource = query.resource();
        return resource == null ? amounts : Quantities.of(resource, amounts.get(resource));
    }

    private void add(UsageRow row, String group, Quantities amount, @Nullable Cost cost) {
        String realm = row.account().realm();
        ReportCell.Key key = new ReportCell.Key(
                query.isBy(Dimension.REALM) ? realm : "",
                query.isBy(Dimension.USER) ? row.account().user() : "",
                query.isBy(Dimension.GROUP) ? group : "",
                query.isBy(Dimension.HUB) ? hubsOf.apply(realm) : "",
                query.startOf(row));
        ReportCell cell = cells.computeIfAbsent(key, absent -> new ReportCell(query.endOf(row)));
        int before = cell.lines();
        cell.add(row, amount, cost);
        held += cell.lines() - before;
        if (held > most || cells.size() > most) {
            throw new ReportTooLarge(most);
        }
    }

    /** Gives the lines that are still held; no row may follow. */
    public void end() {
        giveLines();
    }

    private void giveLines() {
        cells.forEach(this::give);
        cells.clear();
        held = 0;
    }

    private void give(ReportCell.Key key, ReportCell cell) {
        cell.amounts().forEach((resource, amount) -> lines.accept(line(key, cell, resource, amount, null)));
        cell.costs().forEach((currency, cost) -> lines.accept(line(key, cell, null, null, new Cost(cost, currency))));
    }

    private ReportLine line(
            ReportCell.Key key,
            ReportCell cell,
            @Nullable Resource resource,
            @Nullable BigInteger amount,
            @Nullable Cost cost) {
        Instant countedUntil = countedUntil(key.start(), cell);
        return new ReportLine(
                key.start(),
                cell.end(),
                query.isBy(Dimension.REALM) ? key.realm() : null,
                query.isBy(Dimension.USER) ? key.user() : null,
                query.isBy(Dimension.GROUP) ? key.group() : null,
                query.isBy(Dimension.HUB) ? key.hub() : null,
                query.isByRule() ? query.rule() : null,
                resource,
                amount,
                cost,
                cell.accounts(),
                cell.incompleteFrom() == null && countedUntil.equals(cell.end()),
                countedUntil,
                query.isRowByRow() ? cell.revision() : null,
                cell.isEstimated());
    }

    /** A row speaks for its account alone; of several, who has used nothing yet has none, so only the time heard tells. */
    private Instant countedUntil(Instant start, ReportCell cell) {
        Instant until = cell.incompleteFrom() == null ? cell.end() : cell.incompleteFrom();
        if (query.isRowByRow()) {
            return until;
        }
        Instant heard = heardAt == null || heardAt.isBefore(start) ? start : heardAt;
        return heard.isBefore(until) ? heard : until;
    }
}
