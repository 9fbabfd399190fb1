package io.hubmeter.streams.topology;

import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.usage.Course;
import io.hubmeter.core.usage.Since;
import io.hubmeter.core.usage.Tariff;
import io.hubmeter.streams.state.TariffRecords;
import io.hubmeter.streams.state.avro.TariffRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What policies have said of prices and the order of groups; read from the store once, since each row asks for it. */
final class Tariffs {
    private final KeyValueStore<Long, TariffRecord> store;
    private @Nullable Course<Tariff> course;

    Tariffs(ProcessorContext<?, ?> context) {
        this.store = context.getStateStore(StoreNames.TARIFFS);
    }

    Course<Tariff> course() {
        if (course == null) {
            List<Since<Tariff>> entries = new ArrayList<>();
            try (KeyValueIterator<Long, TariffRecord> all = store.all()) {
                all.forEachRemaining(entry ->
                        entries.add(new Since<>(Instant.ofEpochMilli(entry.key), TariffRecords.tariff(entry.value))));
            }
            entries.sort(Comparator.comparing(Since::from));
            course = new Course<>(entries);
        }
        return course;
    }

    /** Notes what a policy says; from when on something changes by that, null if nothing does. */
    @Nullable
    Instant add(Instant publishedAt, Policy policy) {
        Course<Tariff> before = course();
        Course<Tariff> after = before.plus(
                publishedAt,
                new Tariff(policy.rules().prices(), List.copyOf(policy.groups().keySet())));
        if (after.equals(before)) {
            return null;
        }
        Set<Since<Tariff>> kept = new HashSet<>(after.entries());
        before.entries().stream()
                .filter(entry -> !kept.contains(entry))
                .forEach(entry -> store.delete(entry.from().toEpochMilli()));
        after.entries().forEach(entry -> store.put(entry.from().toEpochMilli(), TariffRecords.record(entry.value())));
        course = after;
        return before.changedBy(publishedAt);
    }
}
