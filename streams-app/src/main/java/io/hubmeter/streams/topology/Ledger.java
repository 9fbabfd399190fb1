package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.state.AgendaKeys;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.VersionedMeterHistory;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.Readings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The meters and pods of a task: writes what the domain makes of an observation. */
final class Ledger {
    private static final String ONLY = "";
    private static final Duration COARSENESS = Duration.ofHours(1);

    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    private final KeyValueStore<Bytes, PodHistoryRecord> openPods;
    private final KeyValueStore<Bytes, PodHistoryRecord> closedPods;
    private final KeyValueStore<Bytes, byte[]> agenda;
    private final KeyValueStore<String, Long> newestReading;
    private final MeterRetention retention;

    Ledger(ProcessorContext<?, ?> context, MeterRetention retention) {
        this.meters = context.getStateStore(StoreNames.METERS);
        this.openPods = context.getStateStore(StoreNames.OPEN_PODS);
        this.closedPods = context.getStateStore(StoreNames.CLOSED_PODS);
        this.agenda = context.getStateStore(StoreNames.AGENDA);
        this.newestReading = context.getStateStore(StoreNames.NEWEST_READING);
        this.retention = retention;
    }

    /** What became of a pod: the readings written, in ascending order. */
    record Written(List<Reading> readings, boolean opened) {
        static final Written NOTHING = new Written(List.of(), false);
    }

    /** The readings of an account from the floor on, for whatever is concluded from them. */
    MeterHistory history(AccountId account) {
        return new KeptHistory(stored(account), floor());
    }

    private MeterHistory stored(AccountId account) {
        return new VersionedMeterHistory(meters, account.toString());
    }

    /** The oldest instant at which readings are surely accepted and found again. */
    Instant floor() {
        Long newest = newestReading.get(ONLY);
        return newest == null ? Instant.EPOCH : retention.floor(Instant.ofEpochMilli(newest));
    }

    @Nullable
    PodHistoryRecord pod(AccountId account, String uid) {
        Bytes key = PodKeys.of(account, uid);
        PodHistoryRecord open = openPods.get(key);
        return open == null ? closedPods.get(key) : open;
    }

    /** Writes what is now known of a pod, and the readings that follow from it. */
    Written write(
            AccountId account,
            String uid,
            @Nullable PodHistory before,
            PodHistory after,
            String source,
            long snapshot,
            ServerRecord server) {
        Bytes key = PodKeys.of(account, uid);
        PodHistoryRecord record = PodHistories.record(source, server, snapshot, after);
        boolean wasOpen = before != null && before.endedAt() == null;
        if (after.endedAt() == null) {
            openPods.put(key, record);
        } else {
            close(account, key, record, after.endedAt(), wasOpen);
        }
        if (after.equals(before)) {
            return Written.NOTHING;
        }
        List<RateChange> changes = PodHistory.changes(before, after, floor());
        List<Reading> readings = Meter.amend(stored(account), changes, after.isEstimated());
        readings.forEach(reading -> put(account, reading));
        return new Written(readings, after.isOpen() && (before == null || !before.isOpen()));
    }

    private void close(AccountId account, Bytes key, PodHistoryRecord record, Instant endedAt, boolean wasOpen) {
        if (wasOpen) {
            openPods.delete(key);
        }
        closedPods.put(key, record);
        agenda.put(
                AgendaKeys.of(account.realm(), AgendaKeys.FORGET, endedAt.plus(retention.history()), key.get()),
                new byte[0]);
    }

    private void put(AccountId account, Reading reading) {
        long atMs = reading.at().toEpochMilli();
        long validTo = meters.put(account.toString(), Readings.record(account, reading), atMs);
        if (validTo == VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT) {
            throw new IllegalStateException(
                    "reading of %s at %s: the store keeps nothing that old, expected %s or later"
                            .formatted(account, reading.at(), floor()));
        }
        Long newest = newestReading.get(ONLY);
        if (newest == null || newest < atMs) {
            // Rounded up, so that it need not be written with every reading, and is the same after a restart.
            newestReading.put(ONLY, Math.ceilDiv(atMs, COARSENESS.toMillis()) * COARSENESS.toMillis());
        }
    }

    /**
     * The instant before which pods stand on the agenda that can be forgotten: every record of theirs would be refused by now,
     * or counts for nothing. The clock alone does not tell: readings stay as long as no newer one comes.
     */
    Instant forgetBefore() {
        return floor().plus(retention.history());
    }

    /** Forgets a pod whose readings are not kept any more. */
    void forget(Bytes podKey) {
        closedPods.delete(podKey);
    }

    /** The open pods of an account. */
    List<OpenPod> openPods(AccountId account, int most) {
        return PodScan.of(openPods.range(PodKeys.first(account), PodKeys.last(account)), pod -> true, most);
    }

    /** The open pods of a source, of all accounts, that no snapshot since the given one has listed. */
    List<OpenPod> notListedSince(String source, long snapshot) {
        return PodScan.of(
                openPods.all(),
                pod -> pod.getSource().equals(source) && pod.getSnapshot() < snapshot,
                Integer.MAX_VALUE);
    }
}
