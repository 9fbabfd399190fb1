package io.hubmeter.core.bruteforce;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Random lives of pods on a coarse grid of instants, so that much coincides: starts, ends and resizes at one instant, pods of
 * no length, one pod that starts where another ends, pods without an end; rates from a micro-unit to petabytes, spans from
 * milliseconds to decades.
 */
public final class RandomPods {
    /** The resources that pods hold. */
    public static final List<String> RESOURCES = List.of("cpu", "gpu", "memory");

    private static final long[] GRIDS_MS = {1, 2, 3, 1_000, 60_000, 3_600_000, 86_400_000L * 180};
    private static final long[] FIRST_MS = {0, 1_600_000_000_000L, -5_000_000_000L};
    private static final List<BigInteger> UNITS = List.of(
            BigInteger.ONE,
            BigInteger.valueOf(7),
            BigInteger.valueOf(1_000_000),
            BigInteger.TEN.pow(21).multiply(BigInteger.valueOf(1_024)));

    private final RandomGenerator random;
    private final String account;
    private final long gridMs;
    private final int slots;
    private final long firstMs;
    private final BigInteger unit;
    private final List<PodInterval> pods = new ArrayList<>();

    /** Draws a history of up to so many pods. */
    public RandomPods(RandomGenerator random, String account, int maxPods) {
        this.random = random;
        this.account = account;
        this.gridMs = GRIDS_MS[random.nextInt(GRIDS_MS.length)];
        this.slots = random.nextInt(4, 40);
        this.firstMs = FIRST_MS[random.nextInt(FIRST_MS.length)];
        this.unit = UNITS.get(random.nextInt(UNITS.size()));
        int count = random.nextInt(1, maxPods + 1);
        for (int i = 0; i < count; i++) {
            pods.add(pod(account + "#" + i));
        }
    }

    /** The pods; unmodifiable. */
    public List<PodInterval> pods() {
        return List.copyOf(pods);
    }

    /** The first instant of the grid: nothing starts before. */
    public long firstMs() {
        return firstMs;
    }

    /** The last instant of the grid: nothing changes later. */
    public long lastMs() {
        return firstMs + (slots + 1) * gridMs;
    }

    /** An instant between the first and the last, mostly on the grid. */
    public long instant() {
        long ms = firstMs + random.nextInt(slots + 1) * gridMs;
        return random.nextInt(6) == 0 ? ms + random.nextLong(gridMs) : ms;
    }

    /** A window of some steps of the grid, mostly whole ones; never zero. */
    public long windowMs() {
        long ms = random.nextInt(1, random.nextBoolean() ? 5 : slots + 1) * gridMs;
        return random.nextInt(5) == 0 ? ms + random.nextLong(gridMs) : ms;
    }

    /** An amount that usage in the window may well reach, often exactly; sometimes zero. */
    public BigInteger amount(long windowMs) {
        BigInteger even = unit.multiply(BigInteger.valueOf(gridMs)).multiply(BigInteger.valueOf(random.nextInt(12)));
        return switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> unit.multiply(BigInteger.valueOf(windowMs)).multiply(BigInteger.valueOf(random.nextInt(1, 5)));
            case 2 -> even.add(BigInteger.valueOf(random.nextInt(1, 5)));
            default -> even;
        };
    }

    /** What a pod might hold: of each resource nothing, or a few units, or not quite that. */
    public Map<String, BigInteger> rates() {
        Map<String, BigInteger> rates = new TreeMap<>();
        for (String resource : RESOURCES) {
            if (random.nextInt(4) != 0) {
                BigInteger rate = unit.multiply(BigInteger.valueOf(random.nextInt(4)));
                rates.put(resource, random.nextInt(5) == 0 ? rate.add(BigInteger.ONE) : rate);
            }
        }
        return rates;
    }

    private PodInterval pod(String uid) {
        long start = instant();
        if (!pods.isEmpty() && random.nextInt(4) == 0) {
            long end = pods.get(random.nextInt(pods.size())).endMs();
            start = end == PodInterval.OPEN ? start : end;
        }
        long end = switch (random.nextInt(8)) {
            case 0 -> start;
            case 1 -> PodInterval.OPEN;
            default -> Math.max(start, Math.min(lastMs(), start + random.nextInt(1, 1 + slots / 2) * gridMs));
        };
        List<RateStep> steps = new ArrayList<>();
        steps.add(new RateStep(start, rates()));
        long at = start;
        while (random.nextInt(3) == 0) {
            at = Math.min(Math.min(end, lastMs()), at + random.nextInt(4) * gridMs);
            steps.add(new RateStep(at, rates()));
        }
        return new PodInterval(account, uid, steps, start, end);
    }
}
