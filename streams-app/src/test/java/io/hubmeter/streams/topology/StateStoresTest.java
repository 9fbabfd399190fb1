package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.VersionedBytesStoreSupplier;
import org.apache.kafka.streams.state.internals.VersionedKeyValueStoreBuilder;
import org.junit.jupiter.api.Test;

/** Names and settings that state on disk and in changelogs depends on. */
class StateStoresTest {

    @Test
    void theMetersAreNeverCompactedWhereTheStoreStillNeedsEveryVersion() {
        MeterRetention retention = new MeterRetention(Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(5));
        StoreBuilder<?> meters = new StateStores(new InMemorySchemaRegistry())
                .all(retention).stream()
                        .filter(store -> store.name().equals(StoreNames.METERS))
                        .findFirst()
                        .orElseThrow();
        assertThat(meters.logConfig())
                .containsEntry(
                        "min.compaction.lag.ms",
                        Long.toString(Duration.ofDays(40).toMillis()));
        assertThat(meters.loggingEnabled()).isTrue();
        assertThat(retention.history()).isEqualTo(Duration.ofDays(39));
    }

    @Test
    void theMetersKeepTheirHistoryInSegmentsOfTheGivenLength() throws ReflectiveOperationException {
        MeterRetention retention = new MeterRetention(Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(5));
        var meters = (VersionedKeyValueStoreBuilder<?, ?>)
                new StateStores(new InMemorySchemaRegistry()).all(retention).getFirst();
        var field = VersionedKeyValueStoreBuilder.class.getDeclaredField("storeSupplier");
        field.setAccessible(true);
        var supplier = (VersionedBytesStoreSupplier) field.get(meters);
        assertThat(supplier.historyRetentionMs()).isEqualTo(Duration.ofDays(39).toMillis());
        var wrapped = Arrays.stream(supplier.getClass().getDeclaredFields())
                .filter(inner -> inner.getType() == VersionedBytesStoreSupplier.class)
                .findFirst()
                .orElseThrow();
        wrapped.setAccessible(true);
        Object kafkas = wrapped.get(supplier);
        var interval = kafkas.getClass().getDeclaredField("segmentIntervalMs");
        interval.setAccessible(true);
        assertThat(interval.get(kafkas)).isEqualTo(Duration.ofDays(5).toMillis());
    }

    /** Each of them names a changelog topic: another name loses the state of every installation. */
    @Test
    void theNamesOfTheStoresAreThoseOfEveryReleaseSoFar() throws IllegalAccessException {
        Set<String> declared = new TreeSet<>();
        for (var field : StoreNames.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                declared.add(String.valueOf(field.get(null)));
            }
        }
        assertThat(declared)
                .containsExactlyInAnyOrder(
                        "meters",
                        "open-pods",
                        "closed-pods",
                        "accounts",
                        "grants",
                        "stops",
                        "decisions",
                        "corrections",
                        "agenda",
                        "sources",
                        "policy",
                        "newest-reading",
                        "memberships",
                        "tariffs",
                        "usage-hours",
                        "usage-days",
                        "group-hours",
                        "group-days");
        Set<String> built = new StateStores(new InMemorySchemaRegistry())
                .all(MeterRetention.DEFAULT).stream().map(StoreBuilder::name).collect(Collectors.toSet());
        built.addAll(Set.of(StoreNames.GROUP_HOURS, StoreNames.GROUP_DAYS));
        assertThat(built).isEqualTo(declared);
    }

    /** Update {@code topology.txt} on purpose only: names of nodes and which of them share a task are state, too. */
    @Test
    void theGraphIsTheOneDescribed() throws IOException {
        String found = new MeterTopology(new InMemorySchemaRegistry(), MeterRetention.DEFAULT)
                .build()
                .describe()
                .toString();
        try (InputStream golden = StateStoresTest.class.getResourceAsStream("topology.txt")) {
            String expected =
                    new String(Objects.requireNonNull(golden, "topology.txt").readAllBytes(), StandardCharsets.UTF_8);
            assertThat(normalised(found)).isEqualTo(normalised(expected));
        }
    }

    /** The stores of a processor are a set and come in any order. */
    private static String normalised(String description) {
        return description
                .lines()
                .map(line -> {
                    int stores = line.indexOf("(stores: [");
                    if (stores < 0) {
                        return line.strip();
                    }
                    String names = line.substring(line.indexOf('[') + 1, line.indexOf(']'));
                    return line.substring(0, stores).strip() + " "
                            + Arrays.stream(names.split(", ", -1)).sorted().toList();
                })
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** A reading that the store would drop is a bug of ours: it must stop the processor, not be lost. */
    @Test
    void aReadingThatTheStoreDoesNotTakeStopsTheProcessor() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            AccountScript script = new AccountScript(topology);
            // Another account's reading in the store alone: the floor does not know of it.
            topology.driver()
                    .<String, io.hubmeter.schemas.avro.ReadingRecord>getVersionedKeyValueStore(StoreNames.METERS)
                    .put("hub/bob", reading(), AccountScript.days(400).toEpochMilli());
            assertThatThrownBy(() -> script.starts(AccountScript.ACCOUNT, "p", AccountScript.START))
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the store keeps nothing that old");
            assertThat(topology.written(Topics.READINGS)).isEmpty();
        }
    }

    private static io.hubmeter.schemas.avro.ReadingRecord reading() {
        return new io.hubmeter.schemas.avro.ReadingRecord(
                "hub",
                "bob",
                AccountScript.days(400),
                java.util.Map.of(),
                java.util.Map.of(),
                java.util.Map.of(),
                0,
                1L,
                0,
                false);
    }

    /** State written before a field was added is read with its default. */
    @Test
    void everyFieldAddedToAPodsStateHasADefault() {
        assertThat(PodHistoryRecord.getClassSchema().getField("seenAt").hasDefaultValue())
                .isTrue();
    }
}
