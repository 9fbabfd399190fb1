package io.hubmeter.culler.plan;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.stop.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was done already, the newest {@value #MOST}: so that nothing is done or reported again when a record is repeated or read
 * anew. What is forgotten costs another check, which finds the server gone.
 *
 * <p>What has ended has ended whatever limit is asked about. All else holds for one crossing of one limit.
 */
final class Handled {
    static final int MOST = 50_000;

    /** The longest that facts which are acted upon are behind the clock. */
    static final Duration FACTS_LAG = Duration.ofMinutes(1);

    private final Set<String> ended = Collections.newSetFromMap(bounded());
    private final Map<Crossing, Instant> spared = bounded();
    private final Set<Crossing> rehearsed = Collections.newSetFromMap(bounded());
    private final Set<Crossing> failed = Collections.newSetFromMap(bounded());

    /** One crossing of one limit, and what it asks to stop. */
    private record Crossing(AccountId account, String resource, long windowMs, Instant crossedAt, String target) {
        static Crossing of(News.Exceeded excess, Target target) {
            return new Crossing(
                    excess.account(),
                    excess.limit().resource().name(),
                    excess.limit().window().toMillis(),
                    excess.crossedAt(),
                    target.key());
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Takes note of a stop that is on its topic. */
    void note(Stop stop) {
        Target target = target(stop);
        Crossing crossing = new Crossing(
                stop.account(),
                stop.limit().resource().name(),
                stop.limit().window().toMillis(),
                stop.crossedAt(),
                target.key());
        switch (stop.outcome()) {
            case STOPPED, ALREADY_STOPPED -> ended.add(target.key());
            case SPARED -> spared.put(crossing, stop.at());
            case WOULD_STOP -> rehearsed.add(crossing);
            case FAILED -> failed.add(crossing);
        }
    }

    /** Whether nothing is left to be done. */
    boolean isDone(News.Exceeded excess, Target target) {
        if (ended.contains(target.key())) {
            return true;
        }
        Crossing crossing = Crossing.of(excess, target);
        if (rehearsed.contains(crossing)) {
            return true;
        }
        Instant at = spared.get(crossing);
        // Who was spared on the facts of then may have to stop on later ones, and facts lag behind.
        return at != null && !excess.evaluatedAt().isAfter(at.minus(FACTS_LAG));
    }

    /** Whether it was reported that it could not be stopped. */
    boolean isReportedFailed(News.Exceeded excess, Target target) {
        return failed.contains(Crossing.of(excess, target));
    }

    private static Target target(Stop stop) {
        return stop.daskCluster() == null || stop.namespace() == null
                ? new Target.HubServer(stop.server(), stop.uid(), stop.namespace(), stop.pod())
                : new Target.DaskCluster(
                        stop.daskCluster(),
                        stop.server(),
                        stop.uid(),
                        Objects.requireNonNull(stop.namespace()),
                        stop.pod());
    }
}
