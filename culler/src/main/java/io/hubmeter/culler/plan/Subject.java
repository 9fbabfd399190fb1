package io.hubmeter.culler.plan;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;

/** Which limit of which account: of whatever is said of one, the last word counts. */
public record Subject(AccountId account, String resource, Duration window) {

    /** That of a limit. */
    static Subject of(AccountId account, Limit limit) {
        return new Subject(account, limit.resource().name(), limit.window());
    }
}
