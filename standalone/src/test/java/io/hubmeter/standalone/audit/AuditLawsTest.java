package io.hubmeter.standalone.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Rows that brute force makes of random histories are right; of those that somebody changed, exactly that is noticed. */
class AuditLawsTest {
    @Test
    void rowsThatBruteForceMakesAreRight() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();

            AccountAudit audit = life.audit(rows);

            assertThat(audit.drifts()).isEmpty();
            assertThat(audit.drifting()).isZero();
            assertThat(audit.drift()).isEqualTo(Quantities.ZERO);
            assertThat(audit.notAuditable()).isZero();
            assertThat(audit.rows()).isEqualTo(newest(rows).size());
        });
    }

    @Test
    void anAmountThatWasChangedIsTheOneDrift() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();
            if (!rows.isEmpty()) {
                UsageRow victim = draw(newest(rows), random);
                Quantities more = Quantities.of(Resource.CPU, BigInteger.valueOf(random.nextInt(1, 1_000)));
                UsageRow changed = Life.row(
                        victim.period(),
                        victim.start(),
                        victim.countedUntil(),
                        victim.amounts().plus(more),
                        victim.revision());
                rows.set(rows.indexOf(victim), changed);

                AccountAudit audit = life.audit(rows);

                assertThat(audit.drifting()).isEqualTo(1);
                assertThat(audit.drift()).isEqualTo(more);
                Drift drift = audit.drifts().getFirst();
                assertThat(drift.period()).isEqualTo(victim.period());
                assertThat(drift.at()).isEqualTo(victim.start());
                assertThat(drift.kind()).isEqualTo(Drift.Kind.AMOUNT);
                assertThat(drift.found()).isEqualTo(changed.amounts().get(Resource.CPU));
                assertThat(drift.expected()).isEqualTo(victim.amounts().get(Resource.CPU));
            }
        });
    }

    @Test
    void aRowThatIsMissingIsTheOneDrift() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();
            List<UsageRow> over = newest(rows).stream()
                    .filter(row -> !row.end().isAfter(life.heardAt.minus(AccountCheck.DUE_AFTER)))
                    .toList();
            if (!over.isEmpty()) {
                UsageRow victim = draw(over, random);
                rows.removeIf(row -> isSamePeriod(row, victim));

                AccountAudit audit = life.audit(rows);

                assertThat(audit.drift()).isEqualTo(victim.amounts());
                assertThat(audit.drifts())
                        .hasSize(victim.amounts().asMap().size())
                        .allSatisfy(drift -> {
                            assertThat(drift.kind()).isEqualTo(Drift.Kind.MISSING);
                            assertThat(drift.period()).isEqualTo(victim.period());
                            assertThat(drift.at()).isEqualTo(victim.start());
                            assertThat(drift.found()).isZero();
                            assertThat(drift.expected())
                                    .isEqualTo(victim.amounts().get(Objects.requireNonNull(drift.resource())));
                        });
            }
        });
    }

    @Test
    void aRowTooMuchIsTheOneDrift() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();
            Instant start = Life.BEGINNING.minus(Duration.ofHours(random.nextInt(1, 1_000)));
            Quantities amounts = Quantities.of(Resource.GPU, BigInteger.valueOf(random.nextInt(1, 1_000)));
            rows.add(Life.row(Period.HOUR, start, start.plus(Period.HOUR.length()), amounts, 0));

            AccountAudit audit = life.audit(rows);

            assertThat(audit.drifts()).hasSize(1).allSatisfy(drift -> {
                assertThat(drift.kind()).isEqualTo(Drift.Kind.SUPERFLUOUS);
                assertThat(drift.at()).isEqualTo(start);
                assertThat(drift.found()).isEqualTo(amounts.get(Resource.GPU));
            });
        });
    }

    @Test
    void aRevisionThatDoesNotFollowIsTheOneDrift() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();
            if (!rows.isEmpty()) {
                UsageRow victim = draw(newest(rows), random);
                int revision = victim.revision() + random.nextInt(1, 5);
                rows.set(
                        rows.indexOf(victim),
                        Life.row(victim.period(), victim.start(), victim.countedUntil(), victim.amounts(), revision));

                assertThat(life.audit(rows).drifts()).hasSize(1).allSatisfy(drift -> {
                    assertThat(drift.kind()).isEqualTo(Drift.Kind.REVISION);
                    assertThat(drift.at()).isEqualTo(victim.start());
                    assertThat(drift.found()).isEqualTo(revision);
                    assertThat(drift.expected()).isEqualTo(victim.revision());
                });
            }
        });
    }

    /** Whoever writes an old revision behind a new one changes nothing that counts, but it is told. */
    @Test
    void anOldRevisionBehindANewOneCountsForNothing() {
        Seeds.check(100, random -> {
            Life life = new Life(random);
            List<UsageRow> rows = life.rows();
            newest(rows).stream().filter(row -> row.revision() > 0).findFirst().ifPresent(row -> {
                rows.add(Life.row(row.period(), row.start(), row.countedUntil(), Quantities.ZERO, 0));

                AccountAudit audit = life.audit(rows);

                assertThat(audit.drift()).isEqualTo(Quantities.ZERO);
                assertThat(audit.drifts()).extracting(Drift::kind).containsExactly(Drift.Kind.REVISION);
            });
        });
    }

    /** News since the realm was last heard may or may not be in the rows yet; both are right. */
    @Test
    void newsSinceTheLastHeartbeatAreNotDueYet() {
        Seeds.check(60, random -> {
            Life life = new Life(random);
            List<UsageRow> before = life.rows();
            Life later = new Life(random);
            life.records.addAll(later.records.stream()
                    .filter(record -> record.getMessage() == null)
                    .toList());

            assertThat(life.audit(before).drifts()).isEmpty();
        });
    }

    private static List<UsageRow> newest(List<UsageRow> rows) {
        return rows.stream()
                .filter(row ->
                        rows.stream().noneMatch(other -> isSamePeriod(row, other) && other.revision() > row.revision()))
                .toList();
    }

    private static boolean isSamePeriod(UsageRow one, UsageRow other) {
        return one.period() == other.period() && one.start().equals(other.start());
    }

    private static UsageRow draw(List<UsageRow> rows, RandomGenerator random) {
        return new ArrayList<>(rows).get(random.nextInt(rows.size()));
    }
}
