package io.hubmeter.collector.source;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sources that have left an offset in Kafka.
 *
 * <p>The time of a realm is that of the stalest source that feeds it. So a source that will be heard no more, because it was
 * renamed, split or taken away, has to be retired: else everything in its realm is too old to be judged, for ever.
 */
public final class KnownSources {
    private final TopicReader topics;

    /** Those in the topics that a reader reads. */
    public KnownSources(TopicReader topics) {
        this.topics = topics;
    }

    /** The newest offset of each source, by name. */
    public SortedMap<String, SourceOffset> offsets() {
        SortedMap<String, SourceOffset> offsets = new TreeMap<>();
        topics.read(Topics.OFFSETS, SourceOffset.class, (partition, name, offset) -> keep(offsets, name, offset));
        return offsets;
    }

    private static void keep(SortedMap<String, SourceOffset> offsets, String name, @Nullable SourceOffset offset) {
        if (offset == null) {
            offsets.remove(name);
        } else {
            offsets.put(name, offset);
        }
    }

    /**
     * Parts with a source: its pods that are open end when it was last heard, as if a snapshot had listed none; no realm waits
     * for it any more; its offset is forgotten. If it is heard again after all, it begins with a snapshot.
     */
    public static void retire(SourceOffset source, Publisher publisher, Instant at) {
        long snapshot = Math.max(at.toEpochMilli(), source.getSnapshot() + 1);
        publisher.message(message(source, snapshot, new SnapshotStarted(snapshot), at));
        publisher.message(message(source, snapshot, new SnapshotCompleted(snapshot), at));
        publisher.message(message(source, snapshot, new Heartbeat(List.of()), at));
        publisher.forgetOffset(source.getSource(), at);
    }

    private static PodRecord message(SourceOffset source, long snapshot, Object message, Instant at) {
        Source from = new Source(source.getSource(), null, source.getPosition(), snapshot);
        return new PodRecord(PodOp.m, null, null, message, from, at);
    }
}
