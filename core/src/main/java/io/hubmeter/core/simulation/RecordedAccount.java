package io.hubmeter.core.simulation;

import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import java.util.List;

/**
 * What was recorded of one account.
 *
 * @param id who
 * @param groups its groups as they are known now; they are taken to have been the same all the time
 * @param grants everything that administrators recorded; each entry counts from when it was recorded. Corrections end before
 *     they are recorded
 * @param pods in no particular order, each uid once
 */
public record RecordedAccount(AccountId id, List<String> groups, Grants grants, List<RecordedPod> pods) {
    /** Keeps the lists to itself. */
    public RecordedAccount {
        groups = List.copyOf(groups);
        pods = List.copyOf(pods);
    }
}
