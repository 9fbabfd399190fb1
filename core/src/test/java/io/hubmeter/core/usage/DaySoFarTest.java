package io.hubmeter.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DaySoFarTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private static UsageRow hour(int hour, long amount, String group, @Nullable Cost cost, boolean isEstimated) {
        Instant start = MIDNIGHT.plus(Duration.ofHours(hour));
        return row(Period.HOUR, start, start.plusSeconds(1_800), amount, group, cost, false, isEstimated);
    }

    private static UsageRow day(Instant start, long amount, boolean isComplete) {
        return row(Period.DAY, start, start.plusSeconds(3_600), amount, "dev", null, isComplete, false);
    }

    private static UsageRow row(
            Period period,
            Instant start,
            Instant countedUntil,
            long amount,
            String group,
            @Nullable Cost cost,
            boolean isComplete,
            boolean isEstimated) {
        return new UsageRow(
                AccountId.parse("hub/ana"),
                period,
                start,
                countedUntil,
                amount == 0 ? Quantities.ZERO : Quantities.of(Resource.CPU, BigInteger.valueOf(amount)),
                List.of(group),
                group,
                cost,
                3,
                isComplete,
                isEstimated);
    }

    private static Cost euros(String amount) {
        return new Cost(new BigDecimal(amount), "EUR");
    }

    @Test
    void aDayWithoutItsLastRowIsTheSumOfItsHours() {
        List<UsageRow> hours =
                List.of(hour(3, 10, "dev", euros("0.10"), true), hour(5, 7, "power", euros("0.20"), false));
        UsageRow expected = new UsageRow(
                AccountId.parse("hub/ana"),
                Period.DAY,
                MIDNIGHT,
                MIDNIGHT.plus(Duration.ofMinutes(330)),
                Quantities.of(Resource.CPU, BigInteger.valueOf(17)),
                List.of("power"),
                "power",
                euros("0.30"),
                0,
                false,
                true);

        assertThat(DaySoFar.complete(List.of(), hours)).containsExactly(expected);
        assertThat(DaySoFar.complete(List.of(day(MIDNIGHT, 10, false)), hours))
                .as("instead of a row that an older version wrote while the day lasted")
                .containsExactly(expected);
    }

    @Test
    void aDayThatIsOverIsWhatItsRowSays() {
        UsageRow before = day(MIDNIGHT.minus(Duration.ofDays(1)), 5, true);
        UsageRow over = day(MIDNIGHT, 18, true);

        assertThat(DaySoFar.complete(List.of(before, over), List.of(hour(3, 10, "dev", null, false))))
                .containsExactly(before, over);
    }

    @Test
    void hoursWhoseUseWasTakenBackMakeNoDay() {
        assertThat(DaySoFar.complete(List.of(), List.of(hour(3, 0, "dev", null, false))))
                .isEmpty();
    }

    @Test
    void costInACurrencyOfBeforeIsLeftOut() {
        Cost francs = new Cost(new BigDecimal("9"), "CHF");
        List<UsageRow> hours = List.of(hour(3, 10, "dev", francs, false), hour(5, 7, "dev", euros("0.20"), false));

        assertThat(DaySoFar.complete(List.of(), hours).getFirst().cost()).isEqualTo(euros("0.20"));
    }
}
