package io.hubmeter.streams.topology;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.Told;
import io.hubmeter.schemas.avro.PodRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The pods of several accounts whose names are easily taken for one another, and the records that tell of them. */
public final class Scenario {
    /** The source of most pods. */
    public static final String SOURCE = "kubernetes/main";
    /** The source of the others. */
    public static final String OTHER_SOURCE = "kubernetes/other";

    static final List<String> REALMS = List.of("hub", "hub-2");

    /** Decades of history, so that nothing that the generator draws comes too late; of rows, which cover each hour of it, two days. */
    public static final MeterRetention KEEPS_ALL = new MeterRetention(
            Duration.ofDays(36_500), Duration.ofDays(36_500), Duration.ofDays(3_650), Duration.ofDays(2));

    private static final List<String> NAMES = List.of(
            "hub/bob",
            "hub/bobby",
            "hub-2/bob",
            "hub/user-1",
            "hub/user-10",
            "hub/a",
            "hub/a/b",
            "hub/ bob",
            "hub/'quoted' \"twice\"",
            "hub/ana maria",
            "hub/Ünïcødé-用户-🚀",
            "hub/" + "x".repeat(200),
            "hub/" + "x".repeat(199));
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    private final RandomGenerator random;
    private final Map<String, RandomPods> drawn = new TreeMap<>();
    private final Map<String, List<PodInterval>> pods = new TreeMap<>();

    /** One record and its key. */
    public record Fed(String key, PodRecord record) {}

    /** Draws 2 or more accounts and their pods. */
    public Scenario(RandomGenerator random, int maxAccounts, int maxPods) {
        this.random = random;
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, Random.from(random));
        for (String name : names.subList(0, random.nextInt(2, maxAccounts + 1))) {
            RandomPods life = new RandomPods(random, name, maxPods);
            long shiftMs = Math.max(0, -life.firstMs());
            drawn.put(name, life);
            pods.put(
                    name,
                    life.pods().stream().map(pod -> acceptable(pod, shiftMs)).toList());
        }
    }

    /** The pod with nothing before 1970, and no more than ten petabytes of anything. */
    private static PodInterval acceptable(PodInterval pod, long shiftMs) {
        boolean absurd = isAbsurd(pod);
        List<RateStep> steps = pod.steps().stream()
                .map(step -> {
                    Map<String, BigInteger> rates = new TreeMap<>();
                    step.rates()
                            .forEach((resource, rate) -> rates.put(resource, absurd ? rate.divide(THOUSAND) : rate));
                    return new RateStep(step.fromMs() + shiftMs, rates);
                })
                .toList();
        long endMs = pod.endMs() == PodInterval.OPEN ? PodInterval.OPEN : pod.endMs() + shiftMs;
        return new PodInterval(pod.account(), pod.uid(), steps, pod.startMs() + shiftMs, endMs);
    }

    /** The accounts, as they are written. */
    public Set<String> accounts() {
        return pods.keySet();
    }

    List<PodInterval> pods(String account) {
        return pods.getOrDefault(account, List.of());
    }

    RandomPods drawn(String account) {
        return Objects.requireNonNull(drawn.get(account));
    }

    /** An instant of an account, shifted as its pods are. */
    long instant(String account) {
        RandomPods life = drawn(account);
        return life.instant() + Math.max(0, -life.firstMs());
    }

    /** An amount that usage of an account in a window may well reach. */
    BigInteger amount(String account, long windowMs) {
        BigInteger amount = drawn(account).amount(windowMs);
        return drawn(account).pods().stream().anyMatch(Scenario::isAbsurd) ? amount.divide(THOUSAND) : amount;
    }

    private static boolean isAbsurd(PodInterval pod) {
        return pod.steps().stream()
                .flatMap(step -> step.rates().values().stream())
                .anyMatch(rate -> rate.compareTo(Admission.GREATEST_RATE) > 0);
    }

    /** When the last thing happens. */
    public long lastMs() {
        return drawn.values().stream()
                .mapToLong(life -> life.lastMs() + Math.max(0, -life.firstMs()))
                .max()
                .orElseThrow();
    }

    /** Everything that is told of all pods, by the instant of telling. */
    public List<Told> told() {
        return pods.values().stream()
                .flatMap(List::stream)
                .flatMap(pod -> Told.lifeOf(pod).stream())
                .toList();
    }

    /** Whose pod it is. */
    public String accountOf(Told told) {
        return told.uid().substring(0, told.uid().lastIndexOf('#'));
    }

    /** A pod belongs to one source for good. */
    String sourceOf(Told told) {
        return told.uid().hashCode() % 3 == 0 ? OTHER_SOURCE : SOURCE;
    }

    /** The record that tells of it. */
    public Fed fed(Told told) {
        String account = accountOf(told);
        return new Fed(account, PodRecords.of(sourceOf(told), account, told));
    }

    /** The record of a heartbeat. */
    public Fed heartbeat(String source, long atMs) {
        return new Fed(source, PodRecords.heartbeat(source, REALMS, Instant.ofEpochMilli(atMs)));
    }

    /** Some of them twice, and all in any order. */
    public <T> List<T> shuffledWithRepeats(List<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        for (T one : all) {
            if (random.nextInt(4) == 0) {
                shuffled.add(one);
            }
        }
        Collections.shuffle(shuffled, Random.from(random));
        return shuffled;
    }

    /** All told in any order, some twice, with heartbeats of one or two sources in between. */
    List<Fed> disorder() {
        boolean twoSources = random.nextBoolean();
        List<Fed> fed = new ArrayList<>();
        for (Told told : shuffledWithRepeats(told())) {
            fed.add(fed(told));
            if (random.nextInt(4) == 0) {
                fed.add(heartbeat(SOURCE, told.observation().observedAt().toEpochMilli()));
            }
            if (twoSources && random.nextInt(4) == 0) {
                fed.add(heartbeat(OTHER_SOURCE, told.observation().observedAt().toEpochMilli()));
            }
        }
        return fed;
    }
}
