package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.wire.Grants;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantTopicIT {
    private static final AccountId ACCOUNT = new AccountId("realm", "a/ö");

    /** What returned is on the topic, in order; once the broker is gone, nothing is taken for recorded. */
    @Test
    void whatIsAppendedIsOnTheTopicAndWhatCannotBeIsSaid(@TempDir Path folder) throws Exception {
        Standalone standalone = Standalone.start(StandaloneConfig.in(folder));
        try (GrantTopic topic =
                GrantTopic.of(standalone.bootstrapServers(), standalone.registry(), Duration.ofSeconds(5))) {
            try (standalone) {
                List<Grant> appended = new ArrayList<>();
                for (Grant.Kind kind : Grant.Kind.values()) {
                    Grant grant = grant(kind);
                    topic.append(grant);
                    appended.add(grant);
                }
                List<Grant> read = new ArrayList<>();
                TopicReader.of(standalone.bootstrapServers(), standalone.registry(), Map.of())
                        .readValues(Topics.GRANTS, GrantRecord.class, (key, record) -> {
                            assertThat(key).isEqualTo(ACCOUNT.toString());
                            read.add(Grants.grant(record));
                        });
                assertThat(read).containsExactlyElementsOf(appended);
            }
            assertThatThrownBy(() -> topic.append(grant(Grant.Kind.ADDITION)))
                    .isInstanceOf(JournalUnavailable.class)
                    .hasMessageStartingWith("hubmeter.grants: 'ADDITION' was not acknowledged");
        }
    }

    private static Grant grant(Grant.Kind kind) {
        Instant from = Instant.parse("2026-11-01T12:00:00Z");
        return new Grant(
                kind.name(),
                kind,
                ACCOUNT,
                kind == Grant.Kind.VOID ? null : Resource.GPU,
                switch (kind) {
                    case ADDITION -> BigInteger.TEN.pow(37);
                    case CORRECTION -> BigInteger.ONE.negate();
                    case VOID -> BigInteger.ZERO;
                },
                kind == Grant.Kind.ADDITION ? Duration.ofDays(30) : null,
                from,
                kind == Grant.Kind.CORRECTION ? from.plusMillis(1) : null,
                "root",
                "why",
                from);
    }
}
