package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Corrections;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.state.AgendaKeys;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.VersionedMeterHistory;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
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
    /** Of how many accounts the newest readings are remembered; a reading takes about a kilobyte. */
    private static final int MOST_REMEMBERED = 8_192;

    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    private final KeyValueStore<Bytes, PodHistoryRecord> openPods;
    private final KeyValueStore<Bytes, PodHistoryRecord> closedPods;
    private final KeyValueStore<Bytes, byte[]> agenda;
    private final KeyValueStore<String, Long> newestReading;
    private final MeterRetention retention;
    private final GrantBook grants;
    private final Recent<String, RecentReadings> recent = new Recent<>(MOST_REMEMBERED);
    private final Marks marks;
    private final HotAccounts hot;
    private @Nullable Long cachedNewest;

    Ledger(ProcessorContext<?, ?> context, MeterRetention retention, GrantBook grants, HotAccounts hot) {
        this.hot = hot;
        this.meters = context.getStateStore(StoreNames.METERS);
        this.openPods = context.getStateStore(StoreNames.OPEN_PODS);
        this.closedPods = context.getStateStore(StoreNames.CLOSED_PODS);
        this.agenda = context.getStateStore(StoreNames.AGENDA);
        this.newestReading = context.getStateStore(StoreNames.NEWEST_READING);
        this.retention = retention;
        this.grants = grants;
        this.marks = new Marks(meters);
    }

    /** What became of a pod: the readings written, in ascending order, and the pod if it has started just now. */
    record Written(
            MeterHistory history,
            List<Reading> readings,
            @Nullable OpenPod started) {}

    /** The readings of an account from the floor on, for whatever is concluded from them. */
    MeterHistory history(AccountId account) {
        return kept(stored(account));
    }

    private MeterHistory kept(MeterHistory history) {
        return new KeptHistory(history, floor());
    }

    private RecentMeterHistory stored(AccountId account) {
        String key = account.toString();
        RecentReadings readings = recent.get(key);
        if (readings == null) {
            readings = new RecentReadings();
            recent.put(key, readings);
        }
        return new RecentMeterHistory(RecentMeterHistory.stored(new VersionedMeterHistory(meters, key)), readings);
    }

    /** The oldest instant at which readings are surely accepted and found again. */
    Instant floor() {
        Long newest = newest();
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
        RecentMeterHistory history = stored(account);
        Bytes key = PodKeys.of(account, uid);
        PodHistoryRecord record = PodHistories.record(source, server, snapshot, after);
        boolean wasOpen = before != null && before.endedAt() == null;
        if (after.endedAt() == null) {
            openPods.put(key, record);
        } else {
            close(account, key, record, after.endedAt(), wasOpen);
        }
        if (after.equals(before)) {
            return new Written(kept(history), List.of(), null);
        }
        List<RateChange> changes = PodHistory.changes(before, after, floor());
        Instant cut = changes.isEmpty()
                ? null
                : beginningAfter(history, changes.getFirst().at());
        if (cut != null) {
            changes = PodHistory.changes(before, after, cut);
        }
        List<Reading> readings = amend(history, account, changes, after.isEstimated());
        boolean started = after.isOpen() && (before == null || !before.isOpen());
        return new Written(kept(history), readings, started ? new OpenPod(account, uid, record) : null);
    }

    /** Where a history begins that is cut after an instant (ADR 0021): what was before cannot be amended; null if it is not. */
    private static @Nullable Instant beginningAfter(MeterHistory history, Instant at) {
        Reading oldest = history.asOf(at) == null ? history.after(at) : null;
        return oldest == null || oldest.startsAtZero() ? null : oldest.at();
    }

    /** Writes the readings that follow from the corrections that count now. */
    Written correct(AccountId account) {
        RecentMeterHistory history = stored(account);
        List<Reading> readings = amend(history, account, List.of(), false);
        return new Written(kept(history), readings, null);
    }

    private List<Reading> amend(
            RecentMeterHistory history, AccountId account, List<RateChange> changes, boolean estimated) {
        Corrections before = grants.corrections(account);
        Corrections.Outcome corrected =
                before.applied(grants.of(account).corrections(), kept(history), changes, floor());
        if (!corrected.corrections().equals(before)) {
            grants.put(account, corrected.corrections());
        }
        List<Reading> readings = Meter.amend(history, corrected.changes(), estimated);
        readings.forEach(reading -> put(history, account, reading));
        return readings;
    }

    private void close(AccountId account, Bytes key, PodHistoryRecord record, Instant endedAt, boolean wasOpen) {
        // In this order: who reads the open pods first and then those that ended finds it in one of them at the least.
        closedPods.put(key, record);
        if (wasOpen) {
            openPods.delete(key);
        }
        agenda.put(
                AgendaKeys.of(account.realm(), AgendaKeys.FORGET, endedAt.plus(retention.history()), key.get()),
                new byte[0]);
    }

    private void put(RecentMeterHistory history, AccountId account, Reading reading) {
        hot.writing(account);
        history.put(account, reading);
        hot.writing(account);
        marks.readingWritten();
        long atMs = reading.at().toEpochMilli();
        Long newest = newest();
        if (newest == null || newest < atMs) {
            // Rounded up, so that it need not be written with every reading, and is the same after a restart.
            newest = Math.ceilDiv(atMs, COARSENESS.toMillis()) * COARSENESS.toMillis();
            newestReading.put(ONLY, newest);
            cachedNewest = newest;
        }
    }

    /** The time heard that the source's newest mark tells: it stands behind every reading written so far. */
    Instant marked(String source, Instant heardAt) {
        Long newest = newest();
        return marks.of(source, heardAt, newest == null ? Instant.EPOCH : Instant.ofEpochMilli(newest));
    }

    private @Nullable Long newest() {
        if (cachedNewest == null) {
            cachedNewest = newestReading.get(ONLY);
        }
        return cachedNewest;
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
