package io.hubmeter.collector.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.published.StoredRecords;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.wire.Policies;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PoliciesTopicTest {
    private static final Policy OLD = policy("old.yaml", "grace: 1m\n");
    private static final Policy NEW = policy("new.yaml", "grace: 2m\n");

    private final StoredRecords stored = new StoredRecords(Topics.POLICIES, 2);
    private final PoliciesTopic policies = new PoliciesTopic(stored.reader());

    @Test
    void tellsTheHashThatEveryPartitionHasAsItsNewest() {
        put(0, OLD);
        put(0, NEW);
        put(1, NEW);

        assertThat(policies.newestHash()).contains(NEW.hash());
    }

    @Test
    void aPolicyThatReachedOnlySomePartitionsDoesNotCount() {
        put(0, OLD);
        put(1, OLD);
        put(0, NEW);

        assertThat(policies.newestHash()).isEmpty();
    }

    @Test
    void aPartitionWithoutAPolicyHasNone() {
        put(1, NEW);

        assertThat(policies.newestHash()).isEmpty();
    }

    private void put(int partition, Policy policy) {
        stored.put(partition, policy.name(), PolicyRecord.class, Policies.record(policy, Instant.EPOCH));
    }

    private static Policy policy(String name, String text) {
        return ((PolicyResult.Valid) PolicyFile.parse(name, text)).policy();
    }
}
