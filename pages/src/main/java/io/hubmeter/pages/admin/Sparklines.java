package io.hubmeter.pages.admin;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.DayUsage;
import io.hubmeter.pages.text.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Draws the last days of the accounts of one page, a few at a time. */
final class Sparklines {
    /** An account with more readings than this in 30 days has none. */
    private static final int MOST_READINGS = 3_000;
    /** How many are read at once. */
    private static final int READERS = 6;

    private static final Sparkline MISSING = new Sparkline("", "The last days cannot be shown");

    private final UsageView view;

    Sparklines(UsageView view) {
        this.view = view;
    }

    /** One for each account, in that order. */
    List<Sparkline> of(String realm, List<AccountRow> rows, Phrases phrases) {
        List<Sparkline> lines = new ArrayList<>(rows.size());
        try (ExecutorService readers =
                Executors.newFixedThreadPool(READERS, Thread.ofVirtual().factory())) {
            List<Future<Sparkline>> coming = rows.stream()
                    .map(row -> readers.submit(() -> one(new AccountId(realm, row.user()), row, phrases)))
                    .toList();
            for (Future<Sparkline> line : coming) {
                lines.add(line.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("drawing the last days failed", e.getCause());
        }
        while (lines.size() < rows.size()) {
            lines.add(MISSING);
        }
        return lines;
    }

    private Sparkline one(AccountId account, AccountRow row, Phrases phrases) {
        try {
            List<DayUsage> days = PastUse.days(view, account, phrases.zone(), phrases.now(), MOST_READINGS);
            return Sparkline.of(resource(row, days), days, phrases);
        } catch (UsageUnavailable | TooManyReadings missing) {
            return MISSING;
        }
    }

    /** That of the tightest limit; where nothing is limited memory, or what was used if that was not. */
    private static Resource resource(AccountRow row, List<DayUsage> days) {
        @Nullable Tightest tightest = row.tightest();
        if (tightest != null) {
            return tightest.limit().resource();
        }
        Quantities used = days.stream().map(DayUsage::used).reduce(Quantities.ZERO, Quantities::plus);
        return used.get(Resource.MEMORY).signum() > 0 || used.isZero()
                ? Resource.MEMORY
                : used.asMap().firstKey();
    }
}
