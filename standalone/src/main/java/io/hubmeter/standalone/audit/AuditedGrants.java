package io.hubmeter.standalone.audit;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.streams.topology.Admission;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What administrators recorded, as far as the topology accepts it; how old a correction may be is not looked at. */
final class AuditedGrants {
    private final Predicate<AccountId> wanted;
    private final Map<AccountId, Grants> grants = new HashMap<>();

    AuditedGrants(Predicate<AccountId> wanted) {
        this.wanted = wanted;
    }

    /** Takes in one record. */
    void add(String key, GrantRecord record, Instant timestamp) {
        Grant entry;
        try {
            entry = io.hubmeter.wire.Grants.grant(record);
        } catch (IllegalArgumentException | ArithmeticException senseless) {
            return;
        }
        AccountId account = entry.account();
        if (account.toString().equals(key)
                && wanted.test(account)
                && isAccepted(entry, timestamp)
                && of(account).plus(entry) instanceof Grants.Outcome.Accepted(Grants more)) {
            grants.put(account, more);
        }
    }

    private static boolean isAccepted(Grant entry, Instant timestamp) {
        Instant until = entry.until();
        return !entry.recordedAt().isAfter(timestamp.plus(Admission.CLOCK_SKEW))
                && entry.amount().abs().compareTo(Admission.GREATEST_AMOUNT) <= 0
                && !entry.from().isBefore(Instant.EPOCH)
                && (until == null || !until.isAfter(Admission.LAST_INSTANT))
                && (entry.kind() != Grant.Kind.CORRECTION || (until != null && !until.isAfter(entry.recordedAt())));
    }

    /** Everything recorded about an account. */
    Grants of(AccountId account) {
        return grants.getOrDefault(account, Grants.NONE);
    }

    /** The corrections of an account that count if nothing is known that was recorded after an instant. */
    List<Grant> corrections(AccountId account, Instant recordedUntil) {
        return new Grants(of(account).entries().stream()
                        .filter(entry -> !entry.recordedAt().isAfter(recordedUntil))
                        .toList())
                .corrections();
    }

    Set<AccountId> accounts() {
        return grants.keySet();
    }

    /** From when on pods matter to corrections; {@link Instant#MAX} if there is none. */
    Instant earliestCorrected() {
        return grants.values().stream()
                .flatMap(of -> of.corrections().stream())
                .map(Grant::from)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
