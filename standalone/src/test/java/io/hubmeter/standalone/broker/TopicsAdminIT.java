package io.hubmeter.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.schemas.Retention;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.TopicDifference;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.TopicsAdmin;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TopicsAdminIT {

    private static final short ONE = 1;

    @Test
    void applyingTheCatalogueTwiceCreatesItOnce() {
        try (Admin admin = admin()) {
            var first = TopicsAdmin.apply(admin, 2, ONE);
            var second = TopicsAdmin.apply(admin, 2, ONE);

            assertThat(first.created()).hasSize(Topics.all().size());
            assertThat(first.differences()).isEmpty();
            assertThat(second.created()).isEmpty();
            assertThat(second.kept())
                    .isEqualTo(Topics.all().stream().map(Topic::name).toList());
            assertThat(second.asExpected()).isTrue();
        }
    }

    @Test
    void whatDiffersIsReportedAndLeftAsItIs() {
        var topic = new Topic(
                SharedBroker.freshName("differs"),
                Topics.PODS.keyMeaning(),
                Topics.PODS.schema(),
                Topics.PODS.retention(),
                Topics.PODS.partitioning(),
                Topics.PODS.config());
        try (Admin admin = admin()) {
            TopicsAdmin.apply(admin, List.of(topic), 2, ONE);

            var shorter = List.of(topic.withRetention(Retention.days(1)));
            var applied = TopicsAdmin.apply(admin, shorter, 3, ONE);

            assertThat(applied.asExpected()).isFalse();
            assertThat(applied.differences())
                    .extracting(TopicDifference::toString)
                    .containsExactly(
                            "topic " + topic.name() + ": partitions: found 2, expected 3",
                            "topic " + topic.name() + ": retention.ms: found 34560000000, expected 86400000");
            assertThat(TopicsAdmin.apply(admin, List.of(topic), 2, ONE).asExpected())
                    .isTrue();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrapServers()));
    }
}
