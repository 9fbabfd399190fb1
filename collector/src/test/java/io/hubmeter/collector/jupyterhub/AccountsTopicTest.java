package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.published.StoredRecords;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountsTopicTest {
    private final StoredRecords stored = new StoredRecords(Topics.ACCOUNTS, 2);
    private final AccountsTopic accounts = new AccountsTopic(stored.reader());

    @Test
    void tellsTheNewestGroupsOfTheUsersOfARealm() {
        put("lab", "ann", "power", "dev");
        put("lab", "bob", "dev");
        put("lab", "bob");
        put("lab", "a/b c", "dev");
        put("lab2", "eve", "dev");

        assertThat(accounts.groups("lab"))
                .isEqualTo(Map.of("ann", List.of("dev", "power"), "bob", List.of(), "a/b c", List.of("dev")));
    }

    @Test
    void whatConsumersCouldNotUseDoesNotCount() {
        put("lab", "ann", "power");
        stored.put(0, "lab/ann", (byte[]) null);
        put("lab", "bob", "power");
        stored.put(0, "lab/bob", new byte[] {0, 0, 0, 0, 99});
        stored.put(0, "lab/carl", AccountRecord.class, record("lab", "dora", "power"));

        assertThat(accounts.groups("lab")).isEmpty();
    }

    private void put(String realm, String user, String... groups) {
        stored.put(0, realm + "/" + user, AccountRecord.class, record(realm, user, groups));
    }

    private static AccountRecord record(String realm, String user, String... groups) {
        return new AccountRecord(realm, user, List.of(groups), null, Instant.EPOCH);
    }
}
