package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ExactInstantTest {
    private static final MathContext EXACT_ENOUGH = new MathContext(80);

    @Test
    void orderIsThatOfTheFractions() {
        Seeds.check(2_000, random -> {
            ExactInstant a = draw(random);
            ExactInstant b = random.nextInt(5) == 0 ? sameWrittenOtherwise(a) : draw(random);
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(decimal(a).compareTo(decimal(b)));
            assertThat(a.equals(b)).isEqualTo(a.compareTo(b) == 0);
            assertThat(a.equals(b) && a.hashCode() != b.hashCode()).isFalse();
        });
    }

    @Test
    void floorAndCeilingAreTheNearestWholeMilliseconds() {
        Seeds.check(2_000, random -> {
            ExactInstant instant = draw(random);
            BigDecimal exact = decimal(instant);
            assertThat(instant.floorEpochMs())
                    .isEqualTo(exact.setScale(0, RoundingMode.FLOOR).longValueExact());
            assertThat(instant.ceilEpochMs())
                    .isEqualTo(exact.setScale(0, RoundingMode.CEILING).longValueExact());
            assertThat(instant.ceil().toEpochMilli()).isEqualTo(instant.ceilEpochMs());
        });
    }

    @Test
    void microsecondsAreRoundedHalfEven() {
        Seeds.check(2_000, random -> {
            ExactInstant instant = draw(random);
            BigDecimal micros = decimal(instant).movePointRight(3).setScale(0, RoundingMode.HALF_EVEN);
            assertThat(instant.toEpochMicros()).isEqualTo(micros.longValueExact());
            assertThat(new BigDecimal(instant.toString())).isEqualByComparingTo(micros.movePointLeft(6));
        });
    }

    @Test
    void halvesOfAMicrosecondGoToTheEvenOne() {
        assertThat(fraction(1, 2_000).toEpochMicros()).isZero();
        assertThat(fraction(3, 2_000).toEpochMicros()).isEqualTo(2);
        assertThat(fraction(-1, 2_000).toEpochMicros()).isZero();
        assertThat(fraction(-3, 2_000).toEpochMicros()).isEqualTo(-2);
        assertThat(fraction(1, 3)).hasToString("0.000333");
        assertThat(ExactInstant.ofEpochMs(1_700_000_000_123L)).hasToString("1700000000.123000");
    }

    @Test
    void aDenominatorMustBeMoreThanZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExactInstant(BigInteger.ONE, BigInteger.ZERO))
                .withMessage("denominator: found 0, expected more than 0");
    }

    private static ExactInstant draw(RandomGenerator random) {
        // Denominators of twos and fives have a decimal expansion that ends, so that decimals are exact here.
        BigInteger denominator = BigInteger.TWO
                .pow(random.nextInt(8))
                .multiply(BigInteger.valueOf(5).pow(random.nextInt(8)));
        BigInteger whole =
                BigInteger.valueOf(random.nextInt(4) == 0 ? random.nextLong(-9, 9) : random.nextLong(1L << 52));
        return new ExactInstant(
                whole.multiply(denominator).add(BigInteger.valueOf(random.nextLong(1_000_000))), denominator);
    }

    private static ExactInstant sameWrittenOtherwise(ExactInstant a) {
        BigInteger factor = BigInteger.valueOf(12);
        return new ExactInstant(a.numerator().multiply(factor), a.denominator().multiply(factor));
    }

    private static BigDecimal decimal(ExactInstant instant) {
        return new BigDecimal(instant.numerator()).divide(new BigDecimal(instant.denominator()), EXACT_ENOUGH);
    }

    private static ExactInstant fraction(long numerator, long denominator) {
        return new ExactInstant(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }
}
