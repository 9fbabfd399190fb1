package io.hubmeter.standalone.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where topics are read, so that what is computed and what it is compared with rest on the same records.
 *
 * <p>The stream processor commits the offsets up to which it has read and the rows that follow from it in one transaction. So
 * where neither moved between two looks, and no transaction was open, the rows are those of exactly these offsets.
 *
 * @param ends by partition
 * @param isAsProcessed false if no stream processor ever committed an offset: then these are merely the ends
 */
record Cut(Map<TopicPartition, Long> ends, boolean isAsProcessed) {
    /** Keeps its own copy. */
    Cut {
        ends = Map.copyOf(ends);
    }

    /** The ends of some of the partitions. */
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> some = new HashMap<>();
        partitions.forEach(partition -> some.put(partition, ends.getOrDefault(partition, 0L)));
        return some;
    }
}
