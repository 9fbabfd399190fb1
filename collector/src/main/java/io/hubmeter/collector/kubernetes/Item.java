package io.hubmeter.collector.kubernetes;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What goes from the thread that watches to the one that writes, in the order in which it was seen. */
sealed interface Item {

    /**
     * A pod changed.
     *
     * @param receivedNs when the event arrived, by {@link System#nanoTime}
     * @param happenedAt the newest instant that Kubernetes itself gives for what changed; null if it gives none
     */
    record Change(
            AccountId account,
            PodRecord record,
            long receivedNs,
            @Nullable Instant happenedAt) implements Item {}

    /** A message of the source to every partition. */
    record Message(PodRecord record) implements Item {}

    /** Something that cannot be metered. */
    record Rejected(RejectRecord record) implements Item {}

    /** Whom the pods of another object are charged to. */
    record Owned(OwnerRecord record) implements Item {}

    /**
     * Everything up to here was seen.
     *
     * @param version where to go on; 0 if only a snapshot helps
     * @param snapshot the newest snapshot begun; 0 if none ever was
     */
    record Position(long version, long snapshot) implements Item {}

    /** Asks to be told when everything before it has been acknowledged. */
    record Barrier(CompletableFuture<Void> passed) implements Item {}

    /** The watching thread has given up. */
    record Failed(Throwable cause) implements Item {}
}
