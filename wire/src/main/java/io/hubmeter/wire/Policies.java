package io.hubmeter.wire;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.Combine;
import io.hubmeter.schemas.avro.PolicyRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Policies as records of {@code hubmeter.policies}. */
public final class Policies {
    private Policies() {}

    /** The record of a policy. */
    public static PolicyRecord record(Policy policy, Instant publishedAt) {
        Map<String, List<io.hubmeter.schemas.avro.Limit>> groups = new HashMap<>();
        policy.groups().forEach((group, limits) -> groups.put(group, Limits.records(limits)));
        Map<String, List<io.hubmeter.schemas.avro.Limit>> users = new HashMap<>();
        policy.users().forEach((account, limits) -> users.put(account.toString(), Limits.records(limits)));
        return new PolicyRecord(
                policy.name(),
                policy.hash(),
                policy.text(),
                publishedAt,
                Combine.valueOf(policy.rules().combination().name()),
                policy.rules().minimumRuntime().toMillis(),
                policy.rules().freshnessBound().toMillis(),
                policy.rules().grace().toMillis(),
                policy.rules().enforce(),
                Limits.records(policy.defaults()),
                groups,
                users);
    }

    /** The policy of a record. */
    public static Policy policy(PolicyRecord record) {
        Map<String, List<Limit>> groups = new TreeMap<>();
        record.getGroups().forEach((group, limits) -> groups.put(group, Limits.limits(limits)));
        Map<AccountId, List<Limit>> users = new TreeMap<>();
        record.getUsers().forEach((account, limits) -> users.put(AccountId.parse(account), Limits.limits(limits)));
        return new Policy(
                record.getName(),
                record.getHash(),
                record.getText(),
                new Policy.Rules(
                        Combination.valueOf(record.getCombine().name()),
                        Duration.ofMillis(record.getMinimumRuntimeMs()),
                        Duration.ofMillis(record.getFreshnessBoundMs()),
                        Duration.ofMillis(record.getGraceMs()),
                        record.getEnforce()),
                Limits.limits(record.getDefaultLimits()),
                groups,
                users);
    }
}
