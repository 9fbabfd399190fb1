package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.publish.RecordedTopics.Entry;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of the records of one source whatever happens, over all its runs. */
final class WrittenLaws {
    private long position;
    private long newestSnapshot;
    private @Nullable Long openSnapshot;
    private int startedIndex;
    private Instant heard = Instant.MIN;

    private WrittenLaws() {}

    /**
     * Checks all of them.
     *
     * @param mayBeTorn whether Kafka may have failed in the middle of a message to every partition
     */
    static void check(List<Entry> entries, boolean mayBeTorn) {
        WrittenLaws laws = new WrittenLaws();
        int messages = 0;
        for (Entry entry : entries) {
            if (mayBeTorn && !Integer.valueOf(messages).equals(entry.partition())) {
                messages = 0;
            }
            switch (entry.value()) {
                case SourceOffset offset -> laws.offset(entry, offset);
                case PodRecord record
                when record.getOp() == PodOp.m -> {
                    assertThat(entry.partition()).as("partition of %s", entry).isEqualTo(messages);
                    messages = (messages + 1) % RecordedTopics.PARTITIONS;
                    if (messages == 0) {
                        laws.message(entry, record);
                    }
                }
                case PodRecord record -> laws.change(entry, record);
                default -> throw new AssertionError(entry);
            }
            if (messages != 0) {
                assertThat(entry.value()).as("in the middle of a message").isInstanceOf(PodRecord.class);
            }
        }
    }

    private void offset(Entry entry, SourceOffset offset) {
        assertThat(entry.flushedBefore()).as("acknowledged before %s", entry).isEqualTo(entry.index());
        if (offset.getPosition() > 0) {
            assertThat(openSnapshot)
                    .as("a snapshot not completed before %s", entry)
                    .isNull();
        }
        assertThat(offset.getSnapshot()).as("%s", entry).isGreaterThanOrEqualTo(newestSnapshot);
        position = offset.getPosition();
    }

    private void message(Entry entry, PodRecord record) {
        switch (record.getMessage()) {
            case SnapshotStarted started -> {
                long id = started.getSnapshotId();
                assertThat(id).as("%s", entry).isGreaterThan(newestSnapshot);
                assertThat(position).as("the offset before %s", entry).isZero();
                newestSnapshot = id;
                openSnapshot = id;
                startedIndex = entry.index();
            }
            case SnapshotCompleted completed -> {
                assertThat(openSnapshot).as("%s", entry).isEqualTo(completed.getSnapshotId());
                openSnapshot = null;
            }
            case Heartbeat heartbeat -> {
                assertThat(heartbeat.getRealms()).isNotEmpty();
                assertThat(openSnapshot)
                        .as("a snapshot not completed before %s", entry)
                        .isNull();
                assertThat(record.getObservedAt()).as("%s", entry).isAfterOrEqualTo(heard);
                heard = record.getObservedAt();
            }
            default -> throw new AssertionError(entry);
        }
    }

    private void change(Entry entry, PodRecord record) {
        assertThat(record.getObservedAt())
                .as("a heartbeat said that nothing before it is missing, then came %s", entry)
                .isAfterOrEqualTo(heard);
        if (record.getOp() == PodOp.r) {
            assertThat(record.getSource().getSnapshot()).as("%s", entry).isEqualTo(openSnapshot);
            assertThat(position).as("the offset before %s", entry).isZero();
            assertThat(entry.flushedBefore())
                    .as("SnapshotStarted is acknowledged before %s", entry)
                    .isGreaterThan(startedIndex);
        } else {
            assertThat(record.getSource().getSnapshot()).as("%s", entry).isNull();
            assertThat(record.getSource().getVersion())
                    .as("the offset said that everything up to it is written, then came %s", entry)
                    .isGreaterThan(position);
        }
        boolean gone = record.getOp() == PodOp.d;
        assertThat(record.getAfter() == null).as("after: %s", entry).isEqualTo(gone);
        if (gone) {
            assertThat(record.getBefore()).as("before: %s", entry).isNotNull();
        }
    }
}
