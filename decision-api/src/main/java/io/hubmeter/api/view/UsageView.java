package io.hubmeter.api.view;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the decision API may ask of the state stores, wherever they are: in this process, or behind the query endpoint of
 * another. Safe for use by many threads at once.
 *
 * <p>Every method throws {@link UsageUnavailable} if no copy of the data can be reached within the adapter's time limit.
 */
public interface UsageView {
    /** How many servers can be asked for at a time. */
    int MOST_SERVERS = 10_001;

    /** The policy in force; empty if none was published yet. */
    Optional<Policy> policy();

    /** The groups that the hub last reported for an account; empty if it is not known or in no group. */
    List<String> groups(AccountId account);

    /**
     * Where an account stands. An account that was never seen has used nothing.
     *
     * @param entitlement what to answer about; the standings come in the same order
     * @param request the server asked for; {@link Request#OF_UNKNOWN_SIZE} to ask about the account as it is
     * @param at now, in whole milliseconds
     */
    Assessment assess(AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at);

    /**
     * Where an account stands, by the policy and the grants that are known beside its readings; and by the groups known there, if the
     * inquiry tells none. Adapters ask for it all at once. The policy need not be the one that {@link #policy} tells at the same time:
     * the finding says which it was.
     */
    default Finding find(Inquiry inquiry) {
        AccountId account = inquiry.account();
        return inquiry.finding(
                policy().orElse(null),
                () -> groups(account),
                () -> grants(account),
                (entitlement, request, runtime) -> assess(account, entitlement, request, runtime, inquiry.at()));
    }

    /**
     * The account's readings that were in force at some instant of {@code [from, to)}: the one in force at {@code from}, if
     * there is one, then those that follow before {@code to}. In ascending order; empty for an account that was never seen.
     *
     * @param from not before 1970
     * @param to later than {@code from}, not after 9999
     * @param most how many at the most, 1 or more; an adapter may have a lower bound of its own
     * @throws TooManyReadings if there are more
     */
    List<Reading> history(AccountId account, Instant from, Instant to, int most);

    /** Everything that admins recorded for an account, in the order in which it was recorded; empty if nothing was. */
    List<Grant> grants(AccountId account);

    /**
     * The account's pods that held resources at some instant of {@code [from, to)}, running ones with an end of null, the one that
     * started last first. Ended ones are known for as long as readings are kept. Empty for an account that was never seen.
     *
     * @param from not before 1970
     * @param to later than {@code from}, not after 9999; a running pod is taken to go on until then
     * @param most how many at the most, 1 to {@value #MOST_SERVERS}; those that started before are left out, so ask for one more
     *     to know whether there are
     */
    List<HeldServer> servers(AccountId account, Instant from, Instant to, int most);

    /** What cullers lately did about the account's servers, the newest first; 20 entries at the most. */
    List<Stop> stops(AccountId account);

    /**
     * What was lately decided about the account, the newest first; 20 entries at the most. Decisions are recorded behind the
     * answers, so one that was just made need not be among them yet.
     */
    List<PastDecision> decisions(AccountId account);

    /**
     * Where every account with readings stands, by the policy, the groups and the grants that are known beside its readings, in no
     * particular order, read as the stream is; the caller closes it. Adapters look at one account after the other beside the stores:
     * for many accounts that is far cheaper than asking for each.
     */
    default Stream<AccountStanding> standings(StandingsQuery query) {
        Policy policy = policy().orElse(null);
        return accounts()
                .filter(query::isAbout)
                .map(account -> query.standing(
                        policy,
                        account,
                        groups(account),
                        grants(account),
                        (entitlement, minimumRuntime) ->
                                assess(account, entitlement, Request.OF_UNKNOWN_SIZE, minimumRuntime, query.at())));
    }

    /** Every account with readings, in no particular order, read as the stream is; the caller closes it. */
    Stream<AccountId> accounts();

    /**
     * The newest row of every account and period asked for: those of an account together and in the order of time, accounts in no
     * particular order. Read as the stream is, which ends in {@link UsageUnavailable} where it cannot go on; the caller closes it, and
     * goes through it by {@code forEach}, since an iterator may hold much of it in memory. What is older than
     * {@link RowQuery#KEPT} may be left out.
     */
    Stream<UsageRow> rows(RowQuery query);

    /**
     * The time heard from the stalest source, over all realms and partitions; empty if there is a partition that has heard
     * nothing yet, or that cannot be reached.
     */
    Optional<Instant> heardAt();
}
