package io.hubmeter.core.simulation;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** By which an account is judged, and when that changes: with grants alone, the policy and its groups stay. */
final class Terms {
    private final RecordedAccount account;
    private final Policy policy;
    private final TreeSet<Instant> changes = new TreeSet<>();
    private Grants grants = Grants.NONE;
    private Entitlement entitlement = Entitlement.NONE;

    Terms(RecordedAccount account, Policy policy, Instant at) {
        this.account = account;
        this.policy = policy;
        for (Grant entry : account.grants().entries()) {
            changes.add(entry.recordedAt());
            if (entry.kind() == Grant.Kind.ADDITION) {
                changes.add(entry.from());
                Instant until = entry.until();
                if (until != null) {
                    changes.add(until);
                }
            }
        }
        changeTo(at);
    }

    /** When something changes after an instant; {@link Instant#MAX} if nothing does. */
    Instant nextAfter(Instant at) {
        Instant next = changes.higher(at);
        return next == null ? Instant.MAX : next;
    }

    boolean changesAt(Instant at) {
        return changes.contains(at);
    }

    /** Takes what holds from an instant on: what was recorded up to then counts. */
    void changeTo(Instant at) {
        grants = new Grants(account.grants().entries().stream()
                .filter(entry -> !entry.recordedAt().isAfter(at))
                .toList());
        entitlement = Entitlement.of(policy, account.id(), account.groups(), grants, at);
    }

    Entitlement entitlement() {
        return entitlement;
    }

    /** The corrections that count now. */
    List<Grant> corrections() {
        return grants.corrections();
    }

    /** Whether a limit stops servers, where their hub enforces anything. */
    boolean isStopping(Limit limit) {
        return policy.rules().enforce() && entitlement.isEnforced(limit);
    }

    boolean isEnforcedOn(@Nullable String hub) {
        return policy.isEnforcedOn(hub);
    }

    /** A limit with its origin. */
    SimulatedLimit named(Limit limit) {
        String origin = entitlement.limits().stream()
                .filter(entitled -> entitled.limit().hasSameSubjectAs(limit))
                .map(Entitlement.Entitled::origin)
                .findFirst()
                .orElse("");
        return new SimulatedLimit(limit, origin, !isStopping(limit));
    }
}
