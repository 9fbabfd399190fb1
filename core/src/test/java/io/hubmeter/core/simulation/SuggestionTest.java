package io.hubmeter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final Limit GPU = new Limit(Resource.GPU, null, Duration.ofDays(30));

    @Test
    void theLimitIsTheNextNumberOfTwoDigitsAboveThePercentile() {
        assertThat(suggested("123.4")).isEqualTo("130");
        assertThat(suggested("95.2")).isEqualTo("96");
        assertThat(suggested("24")).isEqualTo("25");
        assertThat(suggested("0.0123")).isEqualTo("0.013");
        assertThat(suggested("0.0000001")).isEqualTo("0.000001");
        assertThat(suggested("12345")).isEqualTo("13000");
        assertThat(suggested("9.95")).isEqualTo("10");
    }

    private static String suggested(String hours) {
        Limit limit = Suggestion.of(GPU, List.of(gpuHours(hours), BigInteger.ZERO), 95)
                .limit();
        return Resource.GPU
                .hours(java.util.Objects.requireNonNull(limit.amount()), 6)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static BigInteger gpuHours(String hours) {
        return Resource.GPU.amountOf(new BigDecimal(hours));
    }

    @Test
    void aPercentileIsTheLeastUsageThatSoManyAccountsDidNotExceed() {
        List<BigInteger> greatest = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> gpuHours(Integer.toString(i)))
                .toList();
        Suggestion suggestion = Suggestion.of(GPU, greatest.reversed(), 90);
        assertThat(suggestion.limit().amount()).isEqualTo(gpuHours("37"));
        assertThat(suggestion.reached()).isEqualTo(4);
        assertThat(suggestion.atPercentile(50)).isEqualTo(gpuHours("20"));
        assertThat(suggestion.atPercentile(99)).isEqualTo(gpuHours("40"));
        assertThat(suggestion.atPercentile(1)).isEqualTo(gpuHours("1"));
    }

    /** On whole milliseconds the curve has its greatest value. */
    @Test
    void thePeakIsTheGreatestUsageOfAnyMillisecond() {
        Seeds.check(300, random -> {
            SmallCase one = new SmallCase(random, true);
            Limit subject = new Limit(Resource.CPU, null, Duration.ofMillis(random.nextInt(1, 60)));
            int until = one.fromMs + random.nextInt(1, 40);
            BruteForce bruteForce = new BruteForce(one.pods, SmallCase.ACCOUNT.toString());
            BigInteger expected = IntStream.rangeClosed(one.fromMs, until)
                    .mapToObj(ms -> bruteForce.usage("cpu", subject.window().toMillis(), ms))
                    .reduce(BigInteger.ZERO, BigInteger::max);
            assertThat(Peaks.of(one.account().pods()).greatest(subject, SmallCase.at(one.fromMs), SmallCase.at(until)))
                    .isEqualTo(expected);
        });
    }
}
