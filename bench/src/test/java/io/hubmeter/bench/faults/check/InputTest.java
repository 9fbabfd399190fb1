package io.hubmeter.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What follows from records, by examples; the law is that of the records' own documentation. */
final class InputTest {
    private static AccountPast past(Told told) {
        return Objects.requireNonNull(told.input().account(Told.ACCOUNT));
    }

    private static long coreMs(Told told) {
        return past(told)
                .last()
                .curve("cpu")
                .total(100_000)
                .divide(BigInteger.valueOf(1_000_000))
                .longValueExact();
    }

    @Test
    void duplicatesAndDisorderChangeNothing() {
        assertThat(coreMs(new Told()
                        .pod("a", 3, 31_000, 1, 10_000L, 30_000L)
                        .pod("a", 1, 10_000, 1, 10_000L, null)
                        .pod("a", 3, 31_000, 1, 10_000L, 30_000L)))
                .isEqualTo(20_000);
    }

    @Test
    void aPodIsOverWhenItWasFirstSeenToBe() {
        assertThat(coreMs(new Told()
                        .pod("a", 1, 10_000, 1, 10_000L, null)
                        .gone("a", 2, 25_000, 1, 10_000)
                        .gone("a", 2, 27_000, 1, 10_000)))
                .isEqualTo(15_000);
    }

    @Test
    void aPodThatIsNotListedIsOverWhenItsSourceWasLastHeard() {
        Told told = new Told()
                .pod("a", 1, 10_000, 1, 10_000L, null)
                .pod("b", 1, 10_000, 2, 10_000L, null)
                .heard(20_000)
                .listing(1, 50_000)
                .pod("a", 1, 10_000, 1, 10_000L, null)
                .read("b", 1, 50_000, 2, 10_000, 1)
                .listed(1, 50_000);
        assertThat(coreMs(told)).isEqualTo(10_000 + 2 * 90_000);
        assertThat(told.input().estimated()).isEqualTo(1);
    }

    @Test
    void whatBecomesKnownAfterItsTimeWasHeardAmends() {
        Told prompt = new Told().heard(9_000).pod("a", 1, 10_000, 1, 10_000L, null);
        assertThat(past(prompt).isAmended()).isFalse();
        Told late = new Told().heard(11_000).pod("a", 1, 12_000, 1, 10_000L, null);
        assertThat(past(late).isAmended()).isTrue();
    }
}
