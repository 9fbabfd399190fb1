package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
    private static final List<Resource> RESOURCES =
            List.of(Resource.CPU, Resource.GPU, Resource.MEMORY, new Resource("nvidia.com/mig-1g.5gb"));

    @Test
    void sumsAndProductsObeyTheLawsOfAVectorSpace() {
        Seeds.check(2_000, random -> {
            Quantities a = draw(random);
            Quantities b = draw(random);
            Quantities c = draw(random);
            long m = random.nextLong(-5, 5);
            long n = random.nextLong();

            assertThat(a.plus(b)).isEqualTo(b.plus(a));
            assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
            assertThat(a.plus(Quantities.ZERO)).isEqualTo(a);
            assertThat(a.minus(a)).isEqualTo(Quantities.ZERO);
            assertThat(a.minus(b).plus(b)).isEqualTo(a);
            assertThat(a.plus(b).times(n)).isEqualTo(a.times(n).plus(b.times(n)));
            assertThat(a.times(m).times(n)).isEqualTo(a.times(n).times(m));
            assertThat(a.times(1)).isEqualTo(a);
            assertThat(a.times(0)).isEqualTo(Quantities.ZERO);
        });
    }

    @Test
    void everyResourceIsReckonedForItself() {
        Seeds.check(1_000, random -> {
            Quantities a = draw(random);
            Quantities b = draw(random);
            long n = random.nextLong();
            for (Resource resource : RESOURCES) {
                assertThat(a.plus(b).get(resource)).isEqualTo(a.get(resource).add(b.get(resource)));
                assertThat(a.minus(b).get(resource)).isEqualTo(a.get(resource).subtract(b.get(resource)));
                assertThat(a.times(n).get(resource)).isEqualTo(a.get(resource).multiply(BigInteger.valueOf(n)));
            }
            assertThat(a.hasNegative())
                    .isEqualTo(RESOURCES.stream().anyMatch(r -> a.get(r).signum() < 0));
        });
    }

    @Test
    void zerosAreNeverListed() {
        Quantities some = Quantities.of(Resource.CPU, BigInteger.ONE);

        assertThat(Quantities.of(Resource.CPU, BigInteger.ZERO))
                .isEqualTo(Quantities.ZERO)
                .hasSameHashCodeAs(Quantities.ZERO);
        assertThat(some.minus(some).asMap()).isEmpty();
        assertThat(some.minus(some).isZero()).isTrue();
    }

    @Test
    void theMapAndWhatIsShownAreTheSameInTheOrderOfNames() {
        Seeds.check(500, random -> {
            Quantities some = draw(random);
            TreeMap<Resource, BigInteger> shown = new TreeMap<>();
            List<Resource> order = new ArrayList<>();
            some.forEach((resource, value) -> {
                shown.put(resource, value);
                order.add(resource);
            });
            assertThat(some.asMap()).isEqualTo(shown);
            assertThat(order).isSorted();
            assertThat(Quantities.of(new HashMap<>(shown))).isEqualTo(some).hasSameHashCodeAs(some);
        });
    }

    /** 64 PiB held for a century, and one byte for one millisecond on top: the last digit is still there. */
    @Test
    void petabytesOverACenturyNeitherOverflowNorRound() {
        BigInteger petabytes = BigInteger.ONE.shiftLeft(56).multiply(BigInteger.valueOf(1_000_000));
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2126-01-01T00:00:00Z");
        Timeline timeline = new Timeline();
        timeline.putAll(Meter.amend(
                timeline,
                List.of(
                        new RateChange(start, Quantities.of(Resource.MEMORY, petabytes), 1),
                        new RateChange(end, Quantities.of(Resource.MEMORY, BigInteger.ONE.subtract(petabytes)), 0),
                        new RateChange(end.plusMillis(1), Quantities.of(Resource.MEMORY, BigInteger.ONE.negate()), -1)),
                false));

        BigInteger total =
                timeline.usage(Duration.ofDays(200L * 365), end.plusMillis(1)).get(Resource.MEMORY);

        BigInteger ms = BigInteger.valueOf(Duration.between(start, end).toMillis());
        assertThat(total).isEqualTo(petabytes.multiply(ms).add(BigInteger.ONE));
        assertThat(total.bitLength()).isGreaterThan(2 * Integer.SIZE);
        assertThat(Resource.MEMORY.hours(total, 3)).isEqualByComparingTo(new BigDecimal("58826019569664.000"));
    }

    @Test
    void fourGibForFourHoursAndAnIdleOneAreTwentyGibHours() {
        BigInteger rate = Resource.MEMORY.rateOf(new BigDecimal(4));

        BigInteger amount = rate.multiply(BigInteger.valueOf(Duration.ofHours(5).toMillis()));

        assertThat(amount).isEqualTo(Resource.MEMORY.amountOf(new BigDecimal(20)));
        assertThat(Resource.MEMORY.hours(amount, 1)).isEqualTo(new BigDecimal("20.0"));
        assertThat(Resource.MEMORY.displayRate(rate, 0)).isEqualTo(new BigDecimal("4"));
    }

    private static Quantities draw(RandomGenerator random) {
        TreeMap<Resource, BigInteger> values = new TreeMap<>();
        for (Resource resource : RESOURCES) {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> values.put(resource, BigInteger.valueOf(random.nextInt(-1, 2)));
                default ->
                    values.put(resource, BigInteger.valueOf(random.nextLong()).shiftLeft(random.nextInt(80)));
            }
        }
        return Quantities.of(values);
    }
}
