package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.streams.state.AccountState;
import io.hubmeter.streams.state.AgendaKeys;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.wire.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a task's accounts: what was said of each, and when to look again.
 *
 * <p>An account with limits stands on the agenda of its realm at most once, no later than anything about it can change. An
 * entry that turns out to be too early is moved then, not before: so most records leave the agenda alone.
 */
final class Limiter {
    private static final String ONLY = "";
    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<String, AccountStateRecord> accounts;
    private final KeyValueStore<Bytes, byte[]> agenda;
    private final KeyValueStore<String, PolicyRecord> policies;
    private final Ledger ledger;
    private final Clock clock;
    private @Nullable Policy policy;

    Limiter(ProcessorContext<?, ?> context, Ledger ledger, Clock clock) {
        this.accounts = context.getStateStore(StoreNames.ACCOUNTS);
        this.agenda = context.getStateStore(StoreNames.AGENDA);
        this.policies = context.getStateStore(StoreNames.POLICY);
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The policy in force; null if none was published yet. */
    @Nullable
    Policy policy() {
        if (policy == null) {
            PolicyRecord record = policies.get(ONLY);
            policy = record == null ? null : Policies.policy(record);
        }
        return policy;
    }

    /** Takes another policy; false if it is the one in force. */
    boolean adopt(PolicyRecord record) {
        Policy before = policy();
        if (before != null && before.hash().equals(record.getHash())) {
            return false;
        }
        policies.put(ONLY, record);
        policy = Policies.policy(record);
        return true;
    }

    /** The accounts that are known, a copy. */
    List<AccountId> accounts() {
        List<AccountId> ids = new ArrayList<>();
        try (KeyValueIterator<String, AccountStateRecord> all = accounts.all()) {
            all.forEachRemaining(entry -> ids.add(AccountId.parse(entry.key)));
        }
        return ids;
    }

    private AccountState state(AccountId account) {
        AccountStateRecord record = accounts.get(account.toString());
        return record == null ? AccountState.BLANK : AccountState.of(record);
    }

    /** Notes an account's groups and what follows from them. */
    List<QuotaEvent> regroup(AccountId account, List<String> groups) {
        AccountState state = state(account);
        List<String> sorted = groups.stream().distinct().sorted().toList();
        if (state.groups().equals(sorted)) {
            return List.of();
        }
        return relimit(account, state.withGroups(sorted));
    }

    /** Looks again at an account's limits after the policy changed. */
    List<QuotaEvent> relimit(AccountId account) {
        return relimit(account, state(account));
    }

    private List<QuotaEvent> relimit(AccountId account, AccountState state) {
        Relimited relimited = relimited(account, state, ledger.history(account), clock.of(account.realm()));
        save(account, relimited.state());
        return relimited.events();
    }

    /** A state under the policy and groups of now, and what to say of that. */
    private record Relimited(AccountState state, List<QuotaEvent> events) {}

    private Relimited relimited(
            AccountId account, AccountState state, MeterHistory history, @Nullable Instant saidUpTo) {
        Instant first = state.firstReadingAt();
        Policy inForce = policy();
        if (first == null || inForce == null) {
            return new Relimited(state, List.of());
        }
        List<Limit> limits = Entitlement.of(
                        inForce, account, state.groups(), Grants.NONE, saidUpTo == null ? first : saidUpTo)
                .bare();
        QuotaState.Outcome outcome = state.limits().relimited(limits, history, saidUpTo, first);
        return new Relimited(state.withPolicyHash(inForce.hash()).withLimits(outcome.state()), outcome.events());
    }

    /** What follows from readings that were written from an instant on. */
    List<QuotaEvent> changed(AccountId account, MeterHistory history, Instant from, boolean started) {
        AccountState state = state(account);
        Instant first = state.firstReadingAt();
        List<QuotaEvent> events = new ArrayList<>();
        if (first == null || from.isBefore(first)) {
            state = state.withFirstReadingAt(from);
        }
        if (first == null) {
            // Nothing was said of the account yet, so what its limits are now is no change of them.
            state = relimited(account, state, history, null).state();
        }
        boolean exceeded = state.limits().isExceeded();
        QuotaState.Outcome outcome = state.limits().changed(history, from, clock.of(account.realm()), ledger.floor());
        events.addAll(outcome.events());
        if (started && exceeded) {
            events.addAll(outcome.state().onPodStarted());
        }
        save(account, state.withLimits(outcome.state()));
        return events;
    }

    /** What has happened to an account up to the time heard; it has just been taken from the agenda. */
    List<QuotaEvent> advance(AccountId account, Instant heardAt) {
        AccountState state = state(account).withAgendaAt(null);
        QuotaState.Outcome outcome = state.limits().advance(ledger.history(account), heardAt);
        save(account, state.withLimits(outcome.state()));
        return outcome.events();
    }

    private void save(AccountId account, AccountState state) {
        Instant lookAt = state.limits().lookAt();
        Instant entered = state.agendaAt();
        AccountState saved = state;
        if (!lookAt.equals(Instant.MAX) && (entered == null || lookAt.isBefore(entered))) {
            if (entered != null) {
                agenda.delete(entry(account, entered));
            }
            agenda.put(entry(account, lookAt), NOTHING);
            saved = state.withAgendaAt(lookAt);
        }
        accounts.put(account.toString(), saved.toRecord());
    }

    private static Bytes entry(AccountId account, Instant at) {
        return AgendaKeys.of(
                account.realm(), AgendaKeys.LOOK, at, account.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Takes from the agenda of a realm what is due before an instant; the subjects in the order of time. */
    List<byte[]> due(String realm, char todo, Instant before) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> due =
                agenda.range(AgendaKeys.first(realm, todo), AgendaKeys.before(realm, todo, before))) {
            while (due.hasNext()) {
                KeyValue<Bytes, byte[]> next = due.next();
                keys.add(next.key);
            }
        }
        keys.forEach(agenda::delete);
        return keys.stream()
                .map(AgendaKeys::subject)
                .map(Objects::requireNonNull)
                .toList();
    }
}
