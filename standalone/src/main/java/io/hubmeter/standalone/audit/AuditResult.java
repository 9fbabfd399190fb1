package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found.
 *
 * @param accounts in the order of their names
 * @param resources every resource that was held or that a row names
 * @param unreadable how many rows were none
 * @param isAsProcessed whether what was recorded was taken up to where the stream processor had come, so that nothing is found that
 *     is merely on its way
 * @param heardAt up to when sources were heard, of all realms the latest; null if none was
 * @param took how long it took
 */
public record AuditResult(
        List<AccountAudit> accounts,
        Set<Resource> resources,
        long unreadable,
        boolean isAsProcessed,
        @Nullable Instant heardAt,
        Duration took) {
    /** Keeps its own copies. */
    public AuditResult {
        accounts = List.copyOf(accounts);
        resources = Set.copyOf(resources);
    }

    /** Whether nothing that can be compared is wrong. */
    public boolean isRight() {
        return unreadable == 0 && drifting() == 0;
    }

    /** How many accounts drift. */
    public long drifting() {
        return accounts.stream().filter(account -> !account.isRight()).count();
    }

    /** How many periods were compared. */
    public long rows() {
        return accounts.stream().mapToLong(AccountAudit::rows).sum();
    }

    /** How many periods could not be compared. */
    public long notAuditable() {
        return accounts.stream().mapToLong(AccountAudit::notAuditable).sum();
    }

    /** How far apart everything is together, in micro-unit milliseconds. */
    public Quantities drift() {
        return accounts.stream().map(AccountAudit::drift).reduce(Quantities.ZERO, Quantities::plus);
    }
}
