package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.streams.hot.HotPartition;
import io.hubmeter.streams.state.AccountState;
import io.hubmeter.streams.state.AgendaKeys;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.wire.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    /** Of how many accounts the state is remembered; one takes about a kilobyte. */
    private static final int MOST_REMEMBERED = 8_192;

    private final KeyValueStore<String, AccountStateRecord> accounts;
    private final KeyValueStore<Bytes, byte[]> agenda;
    private final KeyValueStore<String, PolicyRecord> policies;
    private final Ledger ledger;
    private final Clock clock;
    private final GrantBook grants;
    private final Recent<String, AccountState> recent = new Recent<>(MOST_REMEMBERED);
    private final HotPartition here;
    private @Nullable Policy policy;

    Limiter(ProcessorContext<?, ?> context, Ledger ledger, Clock clock, GrantBook grants, HotPartition here) {
        this.accounts = context.getStateStore(StoreNames.ACCOUNTS);
        this.agenda = context.getStateStore(StoreNames.AGENDA);
        this.policies = context.getStateStore(StoreNames.POLICY);
        this.ledger = ledger;
        this.clock = clock;
        this.grants = grants;
        this.here = here;
        policy();
    }

    /**
     * By which an account is judged now.
     *
     * @param policy null if none was published yet
     */
    record Terms(@Nullable Policy policy, Entitlement entitlement) {}

    Terms terms(AccountId account) {
        Policy inForce = policy();
        Instant at = clock.of(account.realm());
        return new Terms(
                inForce,
                inForce == null
                        ? Entitlement.NONE
                        : entitlement(inForce, account, state(account), at == null ? Instant.EPOCH : at));
    }

    private Entitlement entitlement(Policy inForce, AccountId account, AccountState state, Instant at) {
        return Entitlement.of(inForce, account, state.groups(), grants.of(account), at);
    }

    private List<Integer> warnings() {
        Policy inForce = policy();
        return inForce == null ? List.of() : inForce.rules().warnings();
    }

    /** The policy in force; null if none was published yet. */
    @Nullable
    Policy policy() {
        if (policy == null) {
            PolicyRecord record = policies.get(ONLY);
            if (record != null) {
                policy = Policies.policy(record);
                here.adopted(policy);
            }
        }
        return policy;
    }

    /** The hash of the policy in force; null if none was published yet. */
    @Nullable
    String policyHash() {
        Policy inForce = policy();
        return inForce == null ? null : inForce.hash();
    }

    /** Takes another policy; false if it is the one in force. */
    boolean adopt(PolicyRecord record) {
        Policy before = policy();
        if (before != null && before.hash().equals(record.getHash())) {
            return false;
        }
        policies.put(ONLY, record);
        policy = Policies.policy(record);
        here.adopted(policy);
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
        String key = account.toString();
        AccountState known = recent.get(key);
        if (known == null) {
            AccountStateRecord record = accounts.get(key);
            known = record == null ? AccountState.BLANK : AccountState.of(record);
            recent.put(key, known);
        }
        return known;
    }

    /** Notes an account's groups and what follows from them. */
    List<QuotaEvent> regroup(AccountId account, List<String> groups) {
        AccountState state = state(account);
        List<String> sorted = groups.stream().distinct().sorted().toList();
        if (state.groups().equals(sorted)) {
            return List.of();
        }
        return relimit(account, state.withGroups(sorted), QuotaEvent.Cause.POLICY_CHANGED);
    }

    /** Looks again at an account's limits after the policy changed. */
    List<QuotaEvent> relimit(AccountId account) {
        return relimit(account, state(account), QuotaEvent.Cause.POLICY_CHANGED);
    }

    /** Looks again at an account's limits after something was recorded about it. */
    List<QuotaEvent> regrant(AccountId account) {
        return relimit(account, state(account), QuotaEvent.Cause.GRANT_CHANGED);
    }

    private List<QuotaEvent> relimit(AccountId account, AccountState state, QuotaEvent.Cause cause) {
        Relimited relimited = relimited(account, state, ledger.history(account), clock.of(account.realm()), cause);
        save(account, relimited.state());
        return relimited.events();
    }

    /**
     * Puts the instants at which an addition begins and ends on the agenda, where they are still to come. A void ends one when
     * it was recorded, and that is always a moment after the sources were last heard.
     */
    void noteChanges(AccountId account, Grant entry) {
        Instant heardAt = clock.of(account.realm());
        Stream<Optional<Instant>> instants = switch (entry.kind()) {
            case ADDITION -> Stream.of(Optional.of(entry.from()), Optional.ofNullable(entry.until()));
            case VOID -> Stream.of(Optional.of(entry.recordedAt()));
            case CORRECTION -> Stream.of();
        };
        instants.flatMap(Optional::stream)
                .filter(at -> heardAt == null || !at.isBefore(heardAt))
                .forEach(at -> agenda.put(entry(account, AgendaKeys.GRANT, at), NOTHING));
    }

    /** What has happened to an account up to an instant at which a grant begins or ends, and what that changes. */
    List<QuotaEvent> regrantAt(AccountId account, Instant at) {
        AccountState state = state(account);
        MeterHistory history = ledger.history(account);
        QuotaState.Outcome outcome = state.limits().advance(history, at, warnings());
        List<QuotaEvent> events = new ArrayList<>(outcome.events());
        Relimited relimited =
                relimited(account, state.withLimits(outcome.state()), history, at, QuotaEvent.Cause.GRANT_CHANGED);
        events.addAll(relimited.events());
        save(account, relimited.state());
        return events;
    }

    /** A state under the policy and groups of now, and what to say of that. */
    private record Relimited(AccountState state, List<QuotaEvent> events) {}

    private Relimited relimited(
            AccountId account,
            AccountState state,
            MeterHistory history,
            @Nullable Instant saidUpTo,
            QuotaEvent.Cause cause) {
        Instant first = state.firstReadingAt();
        Policy inForce = policy();
        if (first == null || inForce == null) {
            return new Relimited(state, List.of());
        }
        List<Limit> limits = entitlement(inForce, account, state, saidUpTo == null ? first : saidUpTo)
                .bare();
        QuotaState.Outcome outcome =
                state.limits().relimited(limits, inForce.rules().warnings(), history, saidUpTo, first, cause);
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
            state = relimited(account, state, history, null, QuotaEvent.Cause.POLICY_CHANGED)
                    .state();
        }
        boolean exceeded = state.limits().isExceeded();
        Instant heardAt = clock.of(account.realm());
        QuotaState.Outcome outcome = state.limits().changed(history, from, heardAt, ledger.floor(), warnings());
        events.addAll(outcome.events());
        if (started && exceeded) {
            events.addAll(outcome.state().onPodStarted(history, heardAt == null ? from : heardAt));
        }
        save(account, state.withLimits(outcome.state()));
        return events;
    }

    /** What has happened to an account up to the time heard; it has just been taken from the agenda. */
    List<QuotaEvent> advance(AccountId account, Instant heardAt) {
        AccountState state = state(account).withAgendaAt(null);
        QuotaState.Outcome outcome = state.limits().advance(ledger.history(account), heardAt, warnings());
        save(account, state.withLimits(outcome.state()));
        return outcome.events();
    }

    private void save(AccountId account, AccountState state) {
        Instant lookAt = state.limits().lookAt();
        Instant entered = state.agendaAt();
        AccountState saved = state;
        if (!lookAt.equals(Instant.MAX) && (entered == null || lookAt.isBefore(entered))) {
            if (entered != null) {
                agenda.delete(entry(account, AgendaKeys.LOOK, entered));
            }
            agenda.put(entry(account, AgendaKeys.LOOK, lookAt), NOTHING);
            saved = state.withAgendaAt(lookAt);
        }
        String key = account.toString();
        if (!saved.equals(recent.get(key))) {
            accounts.put(key, saved.toRecord());
            recent.put(key, saved);
        }
    }

    private static Bytes entry(AccountId account, char todo, Instant at) {
        return AgendaKeys.of(account.realm(), todo, at, account.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Takes from the agenda of a realm what is due before an instant; the keys in the order of time. */
    List<Bytes> due(String realm, char todo, Instant before) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> due =
                agenda.range(AgendaKeys.first(realm, todo), AgendaKeys.before(realm, todo, before))) {
            while (due.hasNext()) {
                KeyValue<Bytes, byte[]> next = due.next();
                keys.add(next.key);
            }
        }
        keys.forEach(agenda::delete);
        return keys;
    }
}
