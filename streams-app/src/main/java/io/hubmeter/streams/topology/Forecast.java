package io.hubmeter.streams.topology;

import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.QuotaEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When a limit will be reached that grants change meanwhile. */
final class Forecast {
    private Forecast() {}

    /** A warning as it is, or if grants change its limit later, with the instant at which a decision would see it reached. */
    static QuotaEvent.Warned of(
            AccountId account, QuotaEvent.Warned warned, Entitlement entitlement, MeterHistory history) {
        Entitled changing = entitlement.limits().stream()
                .filter(entitled -> entitled.limit().hasSameSubjectAs(warned.limit())
                        && !entitled.changes().isEmpty())
                .findFirst()
                .orElse(null);
        if (changing == null) {
            return warned;
        }
        Standing standing = Assessor.assess(
                        account,
                        history,
                        null,
                        new Entitlement(List.of(changing)),
                        Request.OF_UNKNOWN_SIZE,
                        Duration.ZERO,
                        warned.crossedAt().ceil())
                .standings()
                .getFirst();
        Instant exhaustedAt = standing.exhaustedAt();
        return new QuotaEvent.Warned(
                warned.limit(),
                warned.percent(),
                warned.crossedAt(),
                warned.revision(),
                warned.cause(),
                warned.used(),
                exhaustedAt == null ? null : ExactInstant.ofEpochMs(exhaustedAt.toEpochMilli()));
    }
}
