package io.hubmeter.bench.topology;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.PodRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** {@code hubmeter.pods} with a whole workload in it, and how much of it lies before each heartbeat of each partition. */
public final class FilledTopic {
    private final PodWorkload workload;
    private final Policy policy = BenchPolicies.threeLimits();
    private final List<NavigableMap<Instant, Integer>> eventsBefore = new ArrayList<>();
    private final int[] events;
    private final AccountId[] probes;

    private FilledTopic(PodWorkload workload, int partitions) {
        this.workload = workload;
        this.events = new int[partitions];
        this.probes = new AccountId[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            eventsBefore.add(new TreeMap<>());
        }
        for (int i = 0, found = 0; found < partitions; i++) {
            AccountId account = PodWorkload.account(i);
            int partition = partition(account);
            if (probes[partition] == null) {
                probes[partition] = account;
                found++;
            }
        }
    }

    private int partition(AccountId account) {
        return BuiltInPartitioner.partitionForKey(account.toString().getBytes(StandardCharsets.UTF_8), events.length);
    }

    /** Publishes a policy and a workload; returns when all of it is acknowledged. */
    public static FilledTopic of(BenchPlatform platform, PodWorkload workload) {
        FilledTopic filled = new FilledTopic(workload, platform.partitions());
        try (Publisher publisher = platform.publisher()) {
            publisher.policy(filled.policy, PodWorkload.from());
            publisher.flush();
            workload.tell(filled.into(publisher));
            publisher.flush();
        }
        return filled;
    }

    private PodWorkload.Sink into(Publisher publisher) {
        return new PodWorkload.Sink() {
            @Override
            public void pod(AccountId account, PodRecord record) {
                events[partition(account)]++;
                publisher.pod(account, record);
            }

            @Override
            public void heartbeat(PodRecord record) {
                for (int partition = 0; partition < events.length; partition++) {
                    eventsBefore.get(partition).put(record.getObservedAt(), events[partition]);
                }
                publisher.message(record);
            }
        };
    }

    /** How many starts and ends there are. */
    public int size() {
        return workload.events();
    }

    /** How many partitions they lie in. */
    int partitions() {
        return events.length;
    }

    /** An account of a partition. */
    AccountId probe(int partition) {
        return probes[partition];
    }

    /** The policy that was published first. */
    Policy policy() {
        return policy;
    }

    /** How many events of a partition are processed once an instant was heard there. */
    int processed(int partition, Instant heardAt) {
        var before = eventsBefore.get(partition).floorEntry(heardAt);
        return before == null ? 0 : before.getValue();
    }
}
