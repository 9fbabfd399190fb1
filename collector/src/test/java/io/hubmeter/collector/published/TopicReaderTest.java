package io.hubmeter.collector.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
    private static final AccountRecord ANN =
            new AccountRecord("lab", "ann", List.of("power"), null, Instant.parse("2026-01-05T08:00:00Z"));

    @Test
    void handsOverEveryRecordOfEveryPartition() {
        StoredRecords stored = new StoredRecords(Topics.ACCOUNTS, 3);
        stored.put(0, "lab/ann", AccountRecord.class, ANN);
        stored.put(2, "lab/bob", (byte[]) null);
        stored.put(2, "lab/ann", new byte[] {9, 9});
        List<String> seen = new ArrayList<>();

        int partitions = stored.reader()
                .read(
                        Topics.ACCOUNTS,
                        AccountRecord.class,
                        (partition, key, value) ->
                                seen.add(partition + " " + key + " " + (value == null ? "-" : value.getGroups())));

        assertThat(partitions).isEqualTo(3);
        assertThat(seen).containsExactlyInAnyOrder("0 lab/ann [power]", "2 lab/bob -", "2 lab/ann -");
    }

    @Test
    void anEmptyTopicHasNothingToTell() {
        assertThat(new StoredRecords(Topics.ACCOUNTS, 2)
                        .reader()
                        .read(Topics.ACCOUNTS, AccountRecord.class, (partition, key, value) -> {
                            throw new AssertionError(key);
                        }))
                .isEqualTo(2);
    }

    @Test
    void doesNotWaitForEverForWhatDoesNotCome() {
        StoredRecords stored = new StoredRecords(Topics.ACCOUNTS, 1);
        stored.loseOne(0);

        assertThatThrownBy(() -> stored.reader().read(Topics.ACCOUNTS, AccountRecord.class, (p, key, value) -> {}))
                .isInstanceOf(TimeoutException.class)
                .hasMessageStartingWith("topic hubmeter.accounts: found nothing to read for PT0S");
    }

    @Test
    void aTopicThatDoesNotExistIsTold() {
        assertThatThrownBy(() -> new StoredRecords(Topics.ACCOUNTS, 0)
                        .reader()
                        .read(Topics.ACCOUNTS, AccountRecord.class, (p, key, value) -> {}))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("topic hubmeter.accounts: found none, expected it to exist");
    }
}
