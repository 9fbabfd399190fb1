package io.hubmeter.standalone.audit;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The audit of the accounts of one partition, once their pods and corrections are known: rows come one after the other. */
final class PartitionAudit {
    /** How many rows are held in mind at once. */
    static final int MOST_ROWS = 4_000_000;

    /** How long a correction may be on its way to the rows. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    /** The topology's newest reading is rounded up to an hour, and may be minutes ahead of whoever records. */
    private static final Duration ROUNDED_BY = Duration.ofHours(2);

    private final AuditScope scope;
    private final Predicate<AccountId> isHere;
    private final Map<Period, Instant> keptFrom;
    private final PodLives lives;
    private final Map<AccountId, AccountCheck> checks = new HashMap<>();
    private int rows;

    /**
     * An audit that has seen no row yet.
     *
     * @param isHere whether an account that had neither pods nor corrections is one of this partition
     * @param keptFrom since when the topics keep rows; those that keep all are not listed
     */
    PartitionAudit(
            AuditScope scope,
            Predicate<AccountId> isHere,
            PodLives lives,
            AuditedGrants grants,
            Map<Period, Instant> keptFrom) {
        this.scope = scope;
        this.isHere = isHere;
        this.lives = lives;
        this.keptFrom = Map.copyOf(keptFrom);
        Set<AccountId> accounts = new HashSet<>(lives.accounts());
        accounts.addAll(grants.accounts());
        accounts.forEach(account -> checks.put(account, check(account, grants)));
    }

    private AccountCheck check(AccountId account, AuditedGrants grants) {
        Bounds bounds = bounds(account);
        Instant heardAt = lives.heardAt(account);
        List<Grant> corrections = grants.corrections(account, Instant.MAX);
        for (Grant correction : corrections) {
            if (mayBeRefused(correction)) {
                bounds.exclude(new Bounds.Gap(
                        correction.from(),
                        Objects.requireNonNull(correction.until()),
                        "correction %s may have come too late to be accepted".formatted(correction.id())));
            }
        }
        List<RecordedUse> possible = new ArrayList<>();
        Instant known = heardAt == null ? Instant.MIN : heardAt.minus(ON_ITS_WAY);
        for (List<Grant> counting : new LinkedHashSet<>(List.of(grants.corrections(account, known), corrections))) {
            if (lives.isRestless(account)) {
                possible.add(new RecordedUse(lives.whenHeard(account), counting));
            }
            possible.add(new RecordedUse(lives.now(account), counting));
        }
        return new AccountCheck(account, possible, bounds, heardAt, keptFrom);
    }

    /** Whether the topology may have found a correction too old when it was recorded. */
    private boolean mayBeRefused(Grant correction) {
        Instant recorded = correction.recordedAt().plus(ROUNDED_BY).minus(scope.amendable());
        Instant floor = recorded.isBefore(lives.floor()) ? recorded : lives.floor();
        return correction.from().isBefore(floor);
    }

    /**
     * The next row of a topic.
     *
     * @throws TooManyRows if there are more than are held in mind
     */
    void row(UsageRow row) {
        AccountCheck check = find(row.account());
        if (check != null) {
            int before = check.size();
            check.row(row);
            rows += check.size() - before;
            if (rows > MOST_ROWS) {
                throw new TooManyRows(
                        "usage rows: found more than %,d periods of the accounts of one partition from %s on, expected fewer; "
                                        .formatted(MOST_ROWS, scope.from())
                                + "ask for a shorter time, or one user");
            }
        }
    }

    /** The next reading. */
    void reading(AccountId account, Reading reading) {
        AccountCheck check = find(account);
        if (check != null) {
            check.reading(reading);
        }
    }

    private @Nullable AccountCheck find(AccountId account) {
        AccountCheck known = checks.get(account);
        if (known != null || !scope.holds(account) || !isHere.test(account)) {
            return known;
        }
        // Nothing is known that it could have used.
        AccountCheck unexpected = new AccountCheck(
                account,
                List.of(new RecordedUse(List.of(), List.of())),
                bounds(account),
                lives.heardAt(account),
                keptFrom);
        checks.put(account, unexpected);
        return unexpected;
    }

    private Bounds bounds(AccountId account) {
        Bounds bounds = new Bounds(scope.from(), scope.until());
        lives.gaps(account).forEach(bounds::exclude);
        return bounds;
    }

    /** Every resource that was held or that a row names. */
    Set<Resource> resources() {
        Set<Resource> resources = new TreeSet<>();
        checks.values().forEach(check -> resources.addAll(check.resources()));
        return resources;
    }

    /** What was found, in no particular order. */
    List<AccountAudit> results() {
        return checks.values().stream().map(AccountCheck::result).toList();
    }
}
