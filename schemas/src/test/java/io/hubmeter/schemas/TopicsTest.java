package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void theTopicsAreThoseOfTheDesign() {
        assertThat(Topics.all())
                .extracting(Topic::name)
                .containsExactlyInAnyOrder(
                        "hubmeter.pods",
                        "hubmeter.accounts",
                        "hubmeter.policies",
                        "hubmeter.grants",
                        "hubmeter.readings",
                        "hubmeter.usage-hourly",
                        "hubmeter.usage-daily",
                        "hubmeter.group-usage-hourly",
                        "hubmeter.group-usage-daily",
                        "hubmeter.usage-changes",
                        "hubmeter.over-quota",
                        "hubmeter.warnings",
                        "hubmeter.decisions",
                        "hubmeter.stops",
                        "hubmeter.rejects",
                        "hubmeter.offsets",
                        "hubmeter.owners");
    }

    @Test
    void whatOneTaskReadsTogetherHasTheSamePartitions() {
        assertThat(Topics.all().stream().filter(Topic::sharesPartitionsOfAccounts))
                .containsExactlyInAnyOrder(
                        Topics.PODS, Topics.ACCOUNTS, Topics.POLICIES, Topics.GRANTS, Topics.STOPS, Topics.DECISIONS);
    }

    /** A broker's default of seven days would otherwise delete what a window of thirty days needs. */
    @Test
    void noTopicLeavesItsRetentionToTheBroker() {
        assertThat(Topics.all()).allSatisfy(topic -> {
            assertThat(topic.config()).containsKey("cleanup.policy");
            if ("delete".equals(topic.config().get("cleanup.policy"))) {
                assertThat(topic.config()).containsKey("retention.ms");
            }
        });
    }

    @Test
    void timesAreThoseOfTheRecordsHoweverOld() {
        assertThat(Topics.all())
                .extracting(Topic::config)
                .allSatisfy(config -> assertThat(config)
                        .containsEntry("message.timestamp.type", "CreateTime")
                        .containsEntry("message.timestamp.before.max.ms", "9223372036854775807")
                        .containsEntry("message.timestamp.after.max.ms", "3600000"));
    }

    @Test
    void podsAreKeptFor400DaysAndGrantsForEver() {
        assertThat(Topics.PODS.config()).containsEntry("retention.ms", "34560000000");
        assertThat(Topics.READINGS.config()).containsEntry("retention.ms", "69120000000");
        assertThat(Topics.GRANTS.config()).containsEntry("retention.ms", "-1");
        assertThat(Topics.ACCOUNTS.config()).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void offsetsHaveOnePartitionAndOthersAsManyAsAsked() {
        assertThat(Topics.OFFSETS.newTopic(8, (short) 3).numPartitions()).isEqualTo(1);
        assertThat(Topics.PODS.newTopic(8, (short) 3).numPartitions()).isEqualTo(8);
        assertThat(Topics.PODS.newTopic(8, (short) 3).replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void anotherRetentionChangesNothingElse() {
        var longer = Topics.PODS.withRetention(new Retention.Time(Duration.ofDays(3650)));

        assertThat(longer.config()).containsEntry("retention.ms", "315360000000");
        assertThat(longer.withRetention(Topics.PODS.retention())).isEqualTo(Topics.PODS);
    }

    @Test
    void aRetentionOfNothingIsRefused() {
        assertThatThrownBy(() -> new Retention.Time(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retention: found PT0S, expected at least 1 ms");
    }

    @Test
    void registeringTheCatalogueTwiceGivesTheSameIds() {
        var registry = new InMemorySchemaRegistry();

        var ids = RegistryTopics.register(registry);

        assertThat(ids).hasSize(17).containsKey("hubmeter.pods-value");
        assertThat(RegistryTopics.register(registry)).isEqualTo(ids);
        assertThat(registry.idOf("hubmeter.pods-value", PodRecord.getClassSchema()))
                .isEqualTo(ids.get("hubmeter.pods-value"));
    }
}
