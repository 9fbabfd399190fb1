package io.hubmeter.standalone.kubernetes;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.standalone.Standalone;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What is in {@code hubmeter.pods}. */
final class Messages {
    private Messages() {}

    /** The instant of a source's newest heartbeat. */
    static Instant lastHeartbeat(Standalone standalone, String source) {
        Instant[] newest = {Instant.EPOCH};
        read(standalone, record -> {
            if (record.getSource().getName().equals(source)
                    && record.getMessage() instanceof Heartbeat
                    && record.getObservedAt().isAfter(newest[0])) {
                newest[0] = record.getObservedAt();
            }
        });
        return newest[0];
    }

    /** When a pod was last seen by any source. */
    static Instant seenAt(Standalone standalone, String uid) {
        Map<String, Instant> seen = new HashMap<>();
        read(standalone, record -> {
            PodState state = record.getAfter();
            if (state != null) {
                seen.merge(state.getUid(), record.getObservedAt(), (a, b) -> a.isAfter(b) ? a : b);
            }
        });
        return seen.getOrDefault(uid, Instant.EPOCH);
    }

    /** Uids of the pods of a realm that the stores hold open. */
    static Set<String> openPods(Standalone standalone, String realm) {
        Set<String> open = new TreeSet<>();
        var queries = standalone.streams().queries();
        try (var accounts = queries.accounts()) {
            accounts.filter(account -> account.realm().equals(realm))
                    .forEach(account -> queries.openPods(account, 1_000).forEach(pod -> open.add(pod.uid())));
        }
        return open;
    }

    private static void read(Standalone standalone, Consumer<PodRecord> each) {
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(Topics.PODS, PodRecord.class, (key, record) -> each.accept(record));
    }
}
