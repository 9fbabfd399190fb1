package io.hubmeter.collector.policy;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PolicyRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policies of {@code hubmeter.policies}; the last record of a partition is the one in force there, whatever its name. */
public final class PoliciesTopic implements KnownPolicies {
    private final TopicReader reader;

    /** The policies as that reader finds them. */
    public PoliciesTopic(TopicReader reader) {
        this.reader = reader;
    }

    @Override
    public Optional<String> newestHash() {
        Map<Integer, String> newest = new HashMap<>();
        int partitions = reader.read(Topics.POLICIES, PolicyRecord.class, (partition, key, value) -> {
            if (value != null) {
                newest.put(partition, value.getHash());
            }
        });
        Set<String> hashes = new HashSet<>(newest.values());
        return newest.size() == partitions && hashes.size() == 1
                ? Optional.of(hashes.iterator().next())
                : Optional.empty();
    }
}
