package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What people are shown is the exact quotient, rounded half-even, however it was reckoned. */
class ResourceRoundingTest {
    private static final List<Resource> RESOURCES =
            List.of(Resource.CPU, Resource.MEMORY, Resource.GPU, new Resource("nvidia.com/mig-1g.5gb"));
    private static final int MOST_BITS = 110;
    private static final int MOST_DECIMALS = 7;

    @Test
    void hoursAndRatesAreRoundedHalfEven() {
        Seeds.check(20_000, random -> {
            Resource resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
            int decimals = random.nextInt(MOST_DECIMALS + 1);
            BigInteger amount = draw(random, resource.amountPerDisplayHour(), decimals);
            BigInteger rate = draw(random, resource.microsPerDisplayUnit(), decimals);
            assertThat(resource.hours(amount, decimals))
                    .isEqualTo(divided(amount, resource.amountPerDisplayHour(), decimals));
            assertThat(resource.displayRate(rate, decimals))
                    .isEqualTo(divided(rate, resource.microsPerDisplayUnit(), decimals));
        });
    }

    @Test
    void theNameOfAUsualResourceIsThatResource() {
        for (Resource resource : RESOURCES) {
            assertThat(Resource.of(resource.name())).isEqualTo(resource);
        }
    }

    /** Anything, or something at or beside the middle between two numbers that are shown. */
    private static BigInteger draw(RandomGenerator random, BigInteger per, int decimals) {
        BigInteger any = bits(random, random.nextInt(MOST_BITS));
        BigInteger sign = BigInteger.valueOf(random.nextInt(8) == 0 ? -1 : 1);
        if (random.nextBoolean()) {
            return any.multiply(sign);
        }
        BigInteger halves =
                bits(random, random.nextInt(40)).multiply(BigInteger.TWO).add(BigInteger.ONE);
        return halves.multiply(per)
                .divide(BigInteger.TWO.multiply(BigInteger.TEN.pow(decimals)))
                .add(BigInteger.valueOf(random.nextInt(3) - 1L))
                .multiply(sign);
    }

    private static BigInteger bits(RandomGenerator random, int count) {
        BigInteger drawn = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            drawn = random.nextBoolean() ? drawn.setBit(i) : drawn;
        }
        return drawn;
    }

    private static BigDecimal divided(BigInteger value, BigInteger per, int decimals) {
        return new BigDecimal(value).divide(new BigDecimal(per), decimals, RoundingMode.HALF_EVEN);
    }
}
