package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.usage.AccountRows;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.streams.state.AgendaKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of usage of a task's accounts: when which must be written (ADR 0030).
 *
 * <p>An account stands on the agenda of its realm from the hour on in which something changed, and for the end of each hour while
 * it holds anything; an idle account does not. Work is done as the realm's clock moves, so what comes in a burst is written once.
 */
final class Rows {
    /** How many accounts have their rows written within one record, so that no transaction takes long. */
    static final int MOST_AT_ONCE = 1_000;

    /** After how many hours, of all accounts together, no further account has its rows written within the record. */
    static final int MOST_HOURS_AT_ONCE = 20_000;

    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> agenda;
    private final MeterRetention retention;
    private final Ledger ledger;
    private final Memberships memberships;
    private final Tariffs tariffs;
    private final RowBook book;
    private final Outputs outputs;

    Rows(ProcessorContext<?, ?> context, MeterRetention retention, Ledger ledger, Outputs outputs) {
        this.retention = retention;
        this.agenda = context.getStateStore(StoreNames.AGENDA);
        this.ledger = ledger;
        this.memberships = new Memberships(context);
        this.tariffs = new Tariffs(context);
        this.book = new RowBook(context);
        this.outputs = outputs;
    }

    /** Notes that readings of an account were written from an instant on. */
    void touched(AccountId account, Instant from) {
        // A reading at a full hour closes the hour before it.
        enter(account, AgendaKeys.ROWS_CHANGED, Period.HOUR.startOf(from.minusMillis(1)));
    }

    /** Notes the groups of an account. */
    void regrouped(AccountId account, Instant observedAt, List<String> groups) {
        Instant from = memberships.add(account, observedAt, groups);
        if (from != null) {
            enter(account, AgendaKeys.ROWS_CHANGED, Period.HOUR.startOf(from));
        }
    }

    /** Notes what a policy says of prices and groups; concerns the given accounts. */
    void repriced(Policy policy, Instant publishedAt, List<AccountId> accounts) {
        Instant from = tariffs.add(publishedAt, policy);
        if (from != null) {
            accounts.forEach(account -> enter(account, AgendaKeys.ROWS_CHANGED, Period.HOUR.startOf(from)));
        }
    }

    private void enter(AccountId account, char todo, Instant at) {
        Bytes key = AgendaKeys.of(
                account.realm(),
                todo,
                at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at,
                account.toString().getBytes(StandardCharsets.UTF_8));
        if (agenda.get(key) == null) {
            agenda.put(key, NOTHING);
        }
    }

    /** What stands on the agenda of one account: from when on to look at its rows, and the entries that say so. */
    private record Due(Instant from, List<Bytes> entries) {
        Due and(Due other) {
            List<Bytes> both = new ArrayList<>(entries);
            both.addAll(other.entries);
            return new Due(from.isBefore(other.from) ? from : other.from, both);
        }
    }

    /** Writes the rows that are due in a realm; those of accounts that are too many for one record are due at the next. */
    void heard(String realm, Instant heardAt) {
        Map<AccountId, Due> due = new LinkedHashMap<>();
        look(realm, AgendaKeys.ROWS_CHANGED, Duration.ZERO, heardAt, due);
        look(realm, AgendaKeys.HOUR_OVER, Period.HOUR.length(), heardAt, due);
        long hours = 0;
        for (Map.Entry<AccountId, Due> next : due.entrySet()) {
            if (hours >= MOST_HOURS_AT_ONCE) {
                break;
            }
            Instant from = atLeast(next.getValue().from(), floor(Period.HOUR, heardAt));
            next.getValue().entries().forEach(agenda::delete);
            write(next.getKey(), from, heardAt);
            hours += 1 + Math.max(0, Duration.between(from, heardAt).toHours());
        }
        outputs.groupChanges();
    }

    /** Looks up what is due, and from when on each account's rows have to be looked at. */
    private void look(String realm, char todo, Duration back, Instant heardAt, Map<AccountId, Due> due) {
        try (KeyValueIterator<Bytes, byte[]> entries =
                agenda.range(AgendaKeys.first(realm, todo), AgendaKeys.before(realm, todo, heardAt.plusMillis(1)))) {
            for (int i = 0; i < MOST_AT_ONCE && entries.hasNext(); i++) {
                Bytes key = entries.next().key;
                AccountId account = AccountId.parse(new String(AgendaKeys.subject(key), StandardCharsets.UTF_8));
                due.merge(account, new Due(AgendaKeys.at(key).minus(back), List.of(key)), Due::and);
            }
        }
    }

    private void write(AccountId account, Instant from, Instant heardAt) {
        MeterHistory history = ledger.history(account);
        AccountRows rows = new AccountRows(
                account, history, memberships.of(account), tariffs.course(), reach(from, heardAt), heardAt);
        for (Period period : Period.values()) {
            Instant first = atLeast(period.startOf(from), floor(period, heardAt));
            Map<Instant, UsageRow> written = book.rows(account, period, first, rows.rowsBefore(period));
            for (UsageRow row : rows.changed(period, atLeast(from, first), written)) {
                book.put(row, outputs.row(row, written.get(row.start())));
            }
        }
        book.writtenUntil(account, heardAt);
        comeBack(account, history, rows, heardAt);
    }

    /** From when on readings are looked at: where a day is over now, its row is about all of it. */
    private Instant reach(Instant from, Instant heardAt) {
        Instant day = Period.DAY.startOf(from);
        boolean isOver = day.isBefore(Period.DAY.startOf(heardAt));
        return isOver && !day.isBefore(floor(Period.DAY, heardAt)) ? day : from;
    }

    /** The first period whose rows can be computed, and whose last row is still known. */
    private Instant floor(Period period, Instant heardAt) {
        return period.firstFrom(atLeast(ledger.floor(), retention.rowsFrom(heardAt)));
    }

    private static Instant atLeast(Instant at, Instant least) {
        return at.isBefore(least) ? least : at;
    }

    /** Enters the account for the end of the hour if that will have something to say, else for that of a day with use. */
    private void comeBack(AccountId account, MeterHistory history, AccountRows rows, Instant heardAt) {
        Reading newest = history.asOf(heardAt);
        boolean holds = newest != null && !newest.ratesAfter().isZero();
        if (holds || rows.countedUntil().isAfter(Period.HOUR.startOf(heardAt)) || history.after(heardAt) != null) {
            enter(account, AgendaKeys.HOUR_OVER, Period.HOUR.endOf(heardAt));
        } else if (rows.isUsedFrom(Period.DAY.startOf(heardAt))) {
            enter(account, AgendaKeys.HOUR_OVER, Period.DAY.endOf(heardAt));
        }
    }
}
