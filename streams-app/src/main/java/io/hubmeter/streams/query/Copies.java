package io.hubmeter.streams.query;

import io.hubmeter.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who holds copies of which partition, as the group last told. After a crash that is old until the group has noticed, so an
 * instance that is named need not answer.
 */
final class Copies {
    private final Supplier<Collection<StreamsMetadata>> instances;
    private final @Nullable HostInfo self;

    /**
     * The copies of an instance's group.
     *
     * @param instances all of them, as the group last told; throws {@link IllegalStateException} while there is no group
     * @param self how others reach this instance; null if none does, then it knows of no others
     */
    Copies(Supplier<Collection<StreamsMetadata>> instances, @Nullable HostInfo self) {
        this.instances = instances;
        this.self = self;
    }

    /**
     * The holders of one partition's copies.
     *
     * @param isHere whether this instance works on it
     * @param owner another instance that works on it; empty if this one does, or nobody is known to
     * @param standbys further instances than this one with a copy
     */
    record Holders(boolean isHere, Optional<HostInfo> owner, List<HostInfo> standbys) {}

    /** Whether there may be other instances: then what nobody holds at this moment is being handed over. */
    boolean areShared() {
        return self != null;
    }

    Holders of(int partition) {
        HostInfo here = self;
        if (here == null) {
            return new Holders(true, Optional.empty(), List.of());
        }
        TopicPartition pods = new TopicPartition(Topics.PODS.name(), partition);
        boolean isHere = false;
        HostInfo owner = null;
        List<HostInfo> standbys = new ArrayList<>();
        for (StreamsMetadata instance : instances()) {
            boolean isSelf = instance.hostInfo().equals(here);
            if (instance.topicPartitions().contains(pods)) {
                isHere |= isSelf;
                owner = isSelf ? owner : instance.hostInfo();
            } else if (!isSelf && instance.standbyTopicPartitions().contains(pods)) {
                standbys.add(instance.hostInfo());
            }
        }
        return new Holders(isHere, Optional.ofNullable(owner), List.copyOf(standbys));
    }

    private Iterable<StreamsMetadata> instances() {
        try {
            return instances.get();
        } catch (IllegalStateException notRunning) {
            return List.of();
        }
    }
}
