package io.hubmeter.streams.state;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the store {@code grants}: as those of pods, with a letter for a void or another entry, and the entry's id. */
public final class GrantKeys {
    private GrantKeys() {}

    /** The key of an entry. */
    public static Bytes of(Grant entry) {
        return PodKeys.of(entry.account(), (entry.kind() == Grant.Kind.VOID ? 'v' : 'g') + entry.id());
    }

    /** The smallest key that an entry of an account can have. */
    public static Bytes first(AccountId account) {
        return PodKeys.first(account);
    }

    /** A key greater than that of every entry of an account. */
    public static Bytes last(AccountId account) {
        return PodKeys.last(account);
    }
}
