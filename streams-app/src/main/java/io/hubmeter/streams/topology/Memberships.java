package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Course;
import io.hubmeter.streams.state.MembershipRecords;
import io.hubmeter.streams.state.avro.MembershipsRecord;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The groups of a task's accounts over time. */
final class Memberships {
    /** Of how many accounts the groups are remembered, also that there are none. */
    private static final int MOST_REMEMBERED = 8_192;

    private final KeyValueStore<String, MembershipsRecord> store;
    private final Recent<String, Course<List<String>>> recent = new Recent<>(MOST_REMEMBERED);

    Memberships(ProcessorContext<?, ?> context) {
        this.store = context.getStateStore(StoreNames.MEMBERSHIPS);
    }

    Course<List<String>> of(AccountId account) {
        String key = account.toString();
        Course<List<String>> known = recent.get(key);
        if (known == null) {
            MembershipsRecord record = store.get(key);
            known = record == null ? Course.unknown() : MembershipRecords.memberships(record);
            recent.put(key, known);
        }
        return known;
    }

    /** Notes an account's groups; from when on something changes by that, null if nothing does. */
    @Nullable
    Instant add(AccountId account, Instant from, List<String> groups) {
        Course<List<String>> before = of(account);
        Course<List<String>> after =
                before.plus(from, groups.stream().distinct().sorted().toList());
        if (after.equals(before)) {
            return null;
        }
        store.put(account.toString(), MembershipRecords.record(after));
        recent.put(account.toString(), after);
        return before.changedBy(from);
    }
}
