package io.hubmeter.streams.query;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.streams.hot.HotAccount;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.hot.HotPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers from memory about partitions that this process works on. Each method returns null where it cannot tell, be it that a task
 * does not run here or that something was written meanwhile: then the stores are to be read as ever.
 */
final class HotReads {
    /** Remembers nothing. */
    static final HotReads NONE = new HotReads(new HotAccounts());

    private final HotAccounts hot;

    HotReads(HotAccounts hot) {
        this.hot = hot;
    }

    @Nullable
    Policy policy(int partition) {
        HotPartition running = hot.partition(partition);
        return running == null ? null : running.policy();
    }

    /** What administrators recorded, read with the given reader if it is not remembered. */
    @Nullable
    List<Grant> grants(int partition, AccountId account, Supplier<List<Grant>> stores) {
        HotPartition running = hot.partition(partition);
        if (running == null) {
            return null;
        }
        HotAccount known = known(account, running);
        List<Grant> grants = known.grants();
        if (grants == null) {
            grants = stores.get();
            return hot.put(partition, account, known.withGrants(grants)) ? grants : null;
        }
        return grants;
    }

    /** Where an account stands, with the given reader of its meter for what is not remembered. */
    @Nullable
    Assessment assess(
            int partition,
            AccountId account,
            Entitlement entitlement,
            Request request,
            Duration minimumRuntime,
            Instant at,
            Supplier<QueriedMeterHistory> stores) {
        HotPartition running = hot.partition(partition);
        if (running == null) {
            return null;
        }
        // In this order, so that the readings are at least as new.
        Instant heardAt = running.heardAt(account.realm());
        HotAccount known = known(account, running);
        HotMeterHistory history = new HotMeterHistory(known.meter(), stores);
        Assessment assessment = Assessor.assess(account, history, heardAt, entitlement, request, minimumRuntime, at);
        QueriedMeterHistory read = history.read();
        if (read == null) {
            return assessment;
        }
        if (history.differs() || !read.isConsistent()) {
            return null;
        }
        read.requireWhole();
        return hot.put(partition, account, known.withMeter(history.meter())) ? assessment : null;
    }

    private HotAccount known(AccountId account, HotPartition running) {
        long number = hot.number(account);
        HotAccount known = hot.get(account, running, number);
        return known == null ? new HotAccount(running, number, null, null) : known;
    }
}
