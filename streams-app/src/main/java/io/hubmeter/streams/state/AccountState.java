package io.hubmeter.streams.state;

import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one account beside its readings.
 *
 * @param groups as last reported, sorted
 * @param firstReadingAt where its readings begin; null before the first
 * @param agendaAt when it stands on the agenda; null if it does not
 * @param policyHash the policy that the limits come from; null before any
 * @param limits what was last said of its limits
 */
public record AccountState(
        List<String> groups,
        @Nullable Instant firstReadingAt,
        @Nullable Instant agendaAt,
        @Nullable String policyHash,
        QuotaState limits) {
    /** An account that nothing is known of. */
    public static final AccountState BLANK = new AccountState(List.of(), null, null, null, QuotaState.NONE);

    /** The state of a record. */
    public static AccountState of(AccountStateRecord record) {
        return new AccountState(
                record.getGroups(),
                record.getFirstReadingAt(),
                record.getAgendaAt(),
                record.getPolicyHash(),
                LimitStates.state(record.getLimits()));
    }

    /** The record of this state. */
    public AccountStateRecord toRecord() {
        return new AccountStateRecord(groups, firstReadingAt, agendaAt, policyHash, LimitStates.records(limits));
    }

    /** This state with other groups. */
    public AccountState withGroups(List<String> changed) {
        return new AccountState(changed, firstReadingAt, agendaAt, policyHash, limits);
    }

    /** This state with readings that begin at an instant. */
    public AccountState withFirstReadingAt(Instant changed) {
        return new AccountState(groups, changed, agendaAt, policyHash, limits);
    }

    /** This state on the agenda at an instant, or off it. */
    public AccountState withAgendaAt(@Nullable Instant changed) {
        return new AccountState(groups, firstReadingAt, changed, policyHash, limits);
    }

    /** This state under a policy. */
    public AccountState withPolicyHash(String changed) {
        return new AccountState(groups, firstReadingAt, agendaAt, changed, limits);
    }

    /** This state with something else said of its limits. */
    public AccountState withLimits(QuotaState changed) {
        return new AccountState(groups, firstReadingAt, agendaAt, policyHash, changed);
    }
}
