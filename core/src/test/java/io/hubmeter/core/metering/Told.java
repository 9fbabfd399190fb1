package io.hubmeter.core.metering;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One observation of one pod, and what a set of observations says when it is read by the definition: at an instant the pod
 * holds what the newest observation says whose rates hold since that instant or before.
 *
 * @param uid which pod
 * @param observation with {@code ratesAt} given
 */
public record Told(String uid, PodObservation observation) {

    /** A pod's life, told step by step: one observation for each step and one for the end. */
    public static List<Told> lifeOf(PodInterval pod) {
        List<Told> told = new ArrayList<>();
        long version = 10;
        for (RateStep step : pod.steps()) {
            told.add(told(pod, version++, step, Math.max(step.fromMs(), pod.startMs()), null));
        }
        if (pod.endMs() != PodInterval.OPEN) {
            told.add(told(pod, version, pod.steps().getLast(), pod.endMs(), pod.endMs()));
        }
        return told;
    }

    private static Told told(PodInterval pod, long version, RateStep step, long observedMs, @Nullable Long endMs) {
        return new Told(
                pod.uid(),
                new PodObservation(
                        version,
                        Instant.ofEpochMilli(observedMs),
                        quantities(step.rates()),
                        Instant.ofEpochMilli(pod.startMs()),
                        Instant.ofEpochMilli(step.fromMs()),
                        endMs == null ? null : Instant.ofEpochMilli(endMs)));
    }

    /** Rates by name as a vector. */
    public static Quantities quantities(Map<String, BigInteger> rates) {
        TreeMap<Resource, BigInteger> byResource = new TreeMap<>();
        rates.forEach((name, rate) -> byResource.put(new Resource(name), rate));
        return Quantities.of(byResource);
    }

    /** The pods as the observations describe them, in whatever order they came. */
    public static List<PodInterval> pods(String account, Collection<Told> all) {
        Map<String, List<PodObservation>> byUid = new TreeMap<>();
        all.forEach(told ->
                byUid.computeIfAbsent(told.uid(), uid -> new ArrayList<>()).add(told.observation()));
        List<PodInterval> pods = new ArrayList<>();
        byUid.forEach((uid, observations) -> {
            PodInterval pod = pod(account, uid, observations);
            if (pod != null) {
                pods.add(pod);
            }
        });
        return pods;
    }

    private static @Nullable PodInterval pod(String account, String uid, List<PodObservation> observations) {
        Instant start = observations.stream()
                .map(PodObservation::scheduledAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (start == null) {
            return null;
        }
        long endMs = endMs(observations);
        TreeSet<Instant> instants = new TreeSet<>();
        observations.forEach(observation -> instants.add(ratesAt(observation)));
        List<RateStep> steps = instants.stream()
                .map(instant -> new RateStep(instant.toEpochMilli(), ratesAsOf(observations, instant)))
                .toList();
        long startMs = start.toEpochMilli();
        return new PodInterval(account, uid, steps, startMs, Math.max(startMs, endMs));
    }

    /** The end that the newest version tells; if none tells one, the first sight of a pod that is gone. */
    private static long endMs(List<PodObservation> observations) {
        return observations.stream()
                .filter(observation -> observation.endedAt() != null)
                .max(Comparator.comparingLong(PodObservation::version))
                .map(PodObservation::endedAt)
                .or(() -> observations.stream()
                        .filter(PodObservation::gone)
                        .map(PodObservation::observedAt)
                        .min(Comparator.naturalOrder()))
                .map(Instant::toEpochMilli)
                .orElse(PodInterval.OPEN);
    }

    private static Map<String, BigInteger> ratesAsOf(List<PodObservation> observations, Instant instant) {
        PodObservation newest = observations.stream()
                .filter(observation -> !ratesAt(observation).isAfter(instant))
                .max(Comparator.comparingLong(PodObservation::version))
                .orElseThrow();
        Map<String, BigInteger> rates = new TreeMap<>();
        newest.rates().asMap().forEach((resource, rate) -> rates.put(resource.name(), rate));
        return rates;
    }

    private static Instant ratesAt(PodObservation observation) {
        return Objects.requireNonNull(observation.ratesAt());
    }
}
