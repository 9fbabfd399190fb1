package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.EffectiveResources;
import io.hubmeter.pods.PodIdentity;
import io.hubmeter.pods.PodLabels;
import io.hubmeter.pods.PodLife;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.UnusablePod;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Pods as {@code hubmeter.pods} has them. */
final class PodStates {
    private PodStates() {}

    /**
     * The state of a pod. {@code ratesAt} is null, since Kubernetes does not tell since when a pod holds what it holds.
     *
     * @param user the raw name of whoever is charged, see {@link Attribution}
     * @param hub the hub whose server it is
     * @throws UnusablePod if something that the charge depends on cannot be used
     */
    static PodState state(Pod pod, String user, String hub, ResourceRules rules) throws UnusablePod {
        PodIdentity identity = PodIdentity.of(pod);
        PodLife life = PodLife.of(pod);
        return PodState.newBuilder()
                .setUid(identity.uid())
                .setNamespace(identity.namespace())
                .setName(identity.name())
                .setHub(hub)
                .setUser(user)
                .setServerName(PodLabels.server(pod))
                .setRates(rates(EffectiveResources.of(pod, rules)))
                .setScheduledAt(life.scheduledAt())
                .setRatesAt(null)
                .setEndedAt(life.endedAt())
                .setGone(life.gone())
                .setDaskCluster(PodLabels.daskCluster(pod))
                .build();
    }

    private static Map<String, BigDecimal> rates(Map<String, BigDecimal> effective) {
        Map<String, BigDecimal> rates = new HashMap<>();
        effective.forEach(
                (resource, amount) -> rates.put(resource, ExactDecimals.decimal(ExactDecimals.micros(amount))));
        return rates;
    }
}
