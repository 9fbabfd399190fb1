package io.hubmeter.bench.collector;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a collector wrote, written again without Kubernetes: what no collector can exceed. */
final class PublishOnly {
    private final List<Change> changes = new ArrayList<>();

    private record Change(AccountId account, PodRecord record) {}

    private PublishOnly() {}

    /** What a source has written of pods. */
    static PublishOnly of(BenchPlatform platform, String source) {
        PublishOnly all = new PublishOnly();
        TopicReader.of(platform.bootstrapServers(), platform.registry(), Map.of())
                .read(Topics.PODS, PodRecord.class, (partition, key, record) -> {
                    if (record != null
                            && record.getMessage() == null
                            && record.getSource().getName().equals(source)) {
                        all.changes.add(new Change(account(key), record));
                    }
                });
        return all;
    }

    private static AccountId account(String key) {
        int slash = key.indexOf('/');
        return new AccountId(key.substring(0, slash), key.substring(slash + 1));
    }

    /** How many records there are. */
    int size() {
        return changes.size();
    }

    /** Writes all; the answer is records per second, the last acknowledgement included. */
    double perSecond(BenchPlatform platform) {
        try (Publisher publisher = platform.publisher()) {
            long start = System.nanoTime();
            for (Change change : changes) {
                publisher.pod(change.account(), change.record());
            }
            publisher.flush();
            return changes.size() * 1e9 / (System.nanoTime() - start);
        }
    }
}
