package io.hubmeter.collector.jupyterhub;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The accounts of {@code hubmeter.accounts}. */
public final class AccountsTopic implements KnownAccounts {
    private final TopicReader reader;

    /** The accounts as that reader finds them. */
    public AccountsTopic(TopicReader reader) {
        this.reader = reader;
    }

    @Override
    public Map<String, List<String>> groups(String realm) {
        Map<String, List<String>> groups = new HashMap<>();
        String prefix = realm + '/';
        reader.read(Topics.ACCOUNTS, AccountRecord.class, (partition, key, value) -> {
            if (!key.startsWith(prefix)) {
                return;
            }
            String user = key.substring(prefix.length());
            if (value == null
                    || !value.getRealm().equals(realm)
                    || !value.getUser().equals(user)) {
                // Nothing that consumers took note of, so it is published anew.
                groups.remove(user);
            } else {
                groups.put(user, value.getGroups().stream().distinct().sorted().toList());
            }
        });
        return groups;
    }
}
