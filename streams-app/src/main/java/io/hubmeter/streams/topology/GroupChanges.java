package io.hubmeter.streams.topology;

import io.hubmeter.core.usage.GroupTotals;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import io.hubmeter.wire.GroupUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows change the totals of groups, added up while the rows of one record are written: a thousand rows of an hour are one change. */
final class GroupChanges {
    private final Map<Place, Change> changes = new LinkedHashMap<>();

    private record Place(String realm, String group, Period period, Instant start) {}

    private record Change(GroupTotals totals, int rows) {
        Change plus(Change other) {
            return new Change(totals.plus(other.totals), rows + other.rows);
        }
    }

    /**
     * Adds what a row changes.
     *
     * @param before the row that it takes the place of; null if there is none
     */
    void add(@Nullable UsageRow before, UsageRow row) {
        String realm = row.account().realm();
        GroupTotals.changes(before, row)
                .forEach((group, totals) -> changes.merge(
                        new Place(realm, group, row.period(), row.start()), new Change(totals, 1), Change::plus));
    }

    /** The sums since the last call, in the order in which they began. */
    List<UsageChangeRecord> take() {
        List<UsageChangeRecord> taken = new ArrayList<>();
        changes.forEach((place, change) -> taken.add(GroupUsage.change(
                place.realm(), place.group(), place.period(), place.start(), change.totals(), change.rows())));
        changes.clear();
        return taken;
    }
}
