package io.hubmeter.culler.check;

import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the decision API.
 *
 * <p>The limit must be used up now, and must have been at the instant up to which everything is known. The second matters in
 * both directions: an account that was below its limit then is one of which the topology says so too, and says so again when the
 * limit is reached the next time. Whoever is below it only by extrapolation may not be below it in truth, and waits.
 *
 * <p>That instant must be past the grace, so that nobody is stopped early because a clock is wrong.
 */
public final class DecisionApiCheck implements Check {
    private final FactsClient api;
    private final Duration freshness;

    /**
     * Asks through a client.
     *
     * @param freshness facts that are older are not acted upon
     */
    public DecisionApiCheck(FactsClient api, Duration freshness) {
        this.api = api;
        this.freshness = freshness;
    }

    @Override
    public Verdict judge(News.Exceeded excess, Target target) throws InterruptedException {
        try {
            Facts now = api.facts(excess.subject(), null);
            Instant heardAt = now.knownAt();
            if (heardAt == null || !now.areFresh(freshness)) {
                return new Verdict.Unknown(
                        "facts: found some of %s, expected some that are at most %s old".formatted(heardAt, freshness),
                        null);
            }
            if (!now.hasPolicy()) {
                return new Verdict.Unknown("policy: found none in force, expected one", null);
            }
            if (heardAt.isBefore(excess.graceUntil())) {
                return new Verdict.Unknown(
                        "facts: found some of %s, expected some of after the grace, which ends at %s"
                                .formatted(heardAt, excess.graceUntil()),
                        null);
            }
            Facts known = api.facts(excess.subject(), heardAt);
            if (!known.isUsedUp()) {
                return new Verdict.MayStay("The limit is kept again: " + known.words() + ".");
            }
            if (!isEnforced(now)) {
                return new Verdict.MayStay("The limit is not enforced any more.");
            }
            if (!now.isUsedUp()) {
                return new Verdict.Unknown("usage: found less than the limit, expected news that confirm it", null);
            }
            return pod(excess, target, heardAt, known.words());
        } catch (Unclear unclear) {
            return new Verdict.Unknown(
                    unclear.trouble().detail(), unclear.trouble().notBefore());
        }
    }

    private static boolean isEnforced(Facts facts) {
        return facts.standing() == null || facts.standing().isEnforced();
    }

    private Verdict pod(News.Exceeded excess, Target target, Instant heardAt, String words)
            throws Unclear, InterruptedException {
        OpenPods open = api.open(excess.account(), heardAt);
        Optional<OpenPod> found =
                open.pods().stream().filter(pod -> belongs(pod, target)).findFirst();
        if (found.isPresent()) {
            return new Verdict.MustStop(heardAt, found.get().startedAt(), words);
        }
        return open.isAll()
                ? new Verdict.HasEnded("Its pod had ended before it was to be stopped.")
                : new Verdict.Unknown("pods: found too many to tell whether this one has ended", null);
    }

    private static boolean belongs(OpenPod pod, Target target) {
        return switch (target) {
            case Target.HubServer server -> pod.uid().equals(server.uid());
            case Target.DaskCluster cluster ->
                pod.uid().equals(cluster.uid())
                        || (cluster.name().equals(pod.daskCluster())
                                && (pod.namespace() == null || pod.namespace().equals(cluster.namespace())));
        };
    }
}
