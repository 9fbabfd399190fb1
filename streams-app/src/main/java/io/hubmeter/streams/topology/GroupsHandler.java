package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.AccountRecord;
import org.apache.kafka.streams.processor.api.Record;

/** Notes the groups of accounts, and looks at their limits anew where those change. */
final class GroupsHandler {
    private GroupsHandler() {}

    static void handle(Record<String, AccountRecord> record, Parts parts) {
        AccountRecord value = record.value();
        AccountId account;
        try {
            account = new AccountId(value.getRealm(), value.getUser());
        } catch (IllegalArgumentException e) {
            parts.outputs()
                    .reject(
                            record.key(),
                            value.getObservedAt(),
                            RejectReason.BAD_ACCOUNT,
                            String.valueOf(e.getMessage()));
            return;
        }
        if (!account.toString().equals(record.key())) {
            parts.outputs()
                    .reject(
                            record.key(),
                            value.getObservedAt(),
                            RejectReason.BAD_ACCOUNT,
                            "key: found '%s', expected that of the value, '%s'".formatted(record.key(), account));
            return;
        }
        parts.rows().regrouped(account, value.getObservedAt(), value.getGroups());
        parts.quotaEvents(account, parts.limiter().regroup(account, value.getGroups()), value.getObservedAt());
    }
}
