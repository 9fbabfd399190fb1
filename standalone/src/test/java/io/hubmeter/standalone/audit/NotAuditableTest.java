package io.hubmeter.standalone.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What cannot be known is not called drift, and all else is. */
class NotAuditableTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final AuditScope ALL =
            new AuditScope(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), Duration.ofDays(38), null, null);

    @Test
    void newsThatCameLaterThanReadingsAreAmendedAreNoDrift() {
        PodLives lives = lives(null);
        lives.add("hub/ana", Life.heartbeat(NOW.minusSeconds(1)), NOW);
        lives.add("hub/ana", pod("late", NOW.minus(Duration.ofDays(50)), NOW.minus(Duration.ofDays(49))), NOW);
        lives.add("hub/ana", Life.heartbeat(NOW), NOW);

        AccountAudit audit = audit(lives, List.of());

        assertThat(audit.drifting()).isZero();
        assertThat(audit.notAuditable()).isEqualTo(24 + 2);
        assertThat(audit.why()).startsWith("news came later than readings can be amended");
        assertThat(audit.auditableFrom()).isAfter(NOW.minus(Duration.ofDays(39)));
    }

    @Test
    void newsThatCameInTimeAndAreInNoRowAreDrift() {
        PodLives lives = lives(null);
        lives.add("hub/ana", Life.heartbeat(NOW.minusSeconds(1)), NOW);
        lives.add("hub/ana", pod("late", NOW.minus(Duration.ofHours(30)), NOW.minus(Duration.ofHours(28))), NOW);
        lives.add("hub/ana", Life.heartbeat(NOW), NOW);

        AccountAudit audit = audit(lives, List.of());

        assertThat(audit.notAuditable()).isZero();
        assertThat(audit.drifts())
                .extracting(Drift::kind)
                .containsOnly(Drift.Kind.MISSING)
                .hasSize(3);
    }

    @Test
    void rowsFromBeforeTheTopicBeginsAreNoDrift() {
        Instant begins = NOW.minus(Duration.ofDays(2));
        PodLives lives = lives(begins);
        lives.add("hub/ana", Life.heartbeat(NOW), NOW);
        Quantities some = Quantities.of(Resource.CPU, BigInteger.TEN);
        UsageRow before = row(begins.minus(Duration.ofHours(5)), some);
        UsageRow after = row(begins.plus(Duration.ofHours(5)), some);

        AccountAudit audit = audit(lives, List.of(before, after));

        assertThat(audit.notAuditable()).isEqualTo(1);
        assertThat(audit.drifts()).extracting(Drift::at).containsExactly(after.start());
    }

    @Test
    void aPodFromBeforeTheTopicBeginsIsAuditableFromItsFirstRecordOn() {
        Instant begins = NOW.minus(Duration.ofDays(2));
        PodLives lives = lives(begins);
        lives.add("hub/ana", pod("old", begins.minus(Duration.ofHours(9)), null), NOW);
        lives.add("hub/ana", Life.heartbeat(NOW), NOW);

        assertThat(audit(lives, List.of()).auditableFrom()).isEqualTo(NOW.minusSeconds(2));
    }

    private static UsageRow row(Instant at, Quantities amounts) {
        Instant start = Period.HOUR.startOf(at);
        return Life.row(Period.HOUR, start, start.plus(Period.HOUR.length()), amounts, 0);
    }

    private static PodLives lives(@Nullable Instant keptFrom) {
        return new PodLives(ALL::holds, Instant.EPOCH, keptFrom, ALL.amendable());
    }

    private static AccountAudit audit(PodLives lives, List<UsageRow> rows) {
        PartitionAudit audit = new PartitionAudit(ALL, account -> true, lives, new AuditedGrants(ALL::holds), Map.of());
        rows.forEach(audit::row);
        assertThat(audit.results()).hasSize(1);
        return audit.results().getFirst();
    }

    /** Told of just before now. */
    private static PodRecord pod(String uid, Instant start, @Nullable Instant end) {
        PodState state = new PodState(
                uid,
                "jupyter",
                uid,
                "hub",
                "ana",
                "",
                Map.of("cpu", new BigDecimal("1.000000")),
                start,
                start,
                end,
                false,
                null);
        return new PodRecord(
                PodOp.u, null, state, null, new Source("kubernetes/it", "jupyter", 1L, null), NOW.minusSeconds(2));
    }
}
