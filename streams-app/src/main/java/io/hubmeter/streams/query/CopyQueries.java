package io.hubmeter.streams.query;

import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.metering.AccountId;

/** Everything that can be asked of one kind of copy. */
final class CopyQueries {
    private final HeardTimes heard;
    private final AccountQueries accounts;
    private final PolicyCopies policies;
    private final Scans scans;

    /**
     * Queries of the copies that a reader reads.
     *
     * @param hot what is in memory of the same copies
     * @param partitions how many partitions accounts are spread over, on all instances together
     */
    CopyQueries(StoreReader stores, HotReads hot, int partitions) {
        this.heard = new HeardTimes(stores);
        this.accounts = new AccountQueries(stores, hot, partitions);
        this.policies = new PolicyCopies(stores, hot);
        this.scans = new Scans(stores, accounts, policies);
    }

    /** Where an account stands by the policy and the grants of its partition; as {@link AccountQueries#assess} does. */
    Finding find(Inquiry inquiry) {
        AccountId account = inquiry.account();
        return inquiry.finding(
                policies.of(accounts.partition(account)).orElse(null),
                () -> accounts.groups(account),
                () -> accounts.grants(account),
                (entitlement, request, runtime) ->
                        accounts.assess(account, entitlement, request, runtime, inquiry.at()));
    }

    HeardTimes heard() {
        return heard;
    }

    AccountQueries accounts() {
        return accounts;
    }

    PolicyCopies policies() {
        return policies;
    }

    Scans scans() {
        return scans;
    }
}
