package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.wire.Policies;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** Takes another policy, and looks at the limits of every account of the task anew. */
final class PolicyHandler {
    private PolicyHandler() {}

    static void handle(Record<String, PolicyRecord> record, Parts parts) {
        Policy policy;
        try {
            policy = Policies.policy(record.value());
        } catch (IllegalArgumentException | ArithmeticException e) {
            parts.outputs()
                    .reject(
                            record.key(),
                            record.value().getPublishedAt(),
                            RejectReason.BAD_POLICY,
                            String.valueOf(e.getMessage()));
            return;
        }
        if (parts.limiter().adopt(record.value())) {
            List<AccountId> accounts = parts.limiter().accounts();
            parts.rows().repriced(policy, record.value().getPublishedAt(), accounts);
            for (AccountId account : accounts) {
                parts.quotaEvents(
                        account,
                        parts.limiter().relimit(account),
                        record.value().getPublishedAt());
            }
        }
    }
}
