package io.hubmeter.api.admission;

import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.EffectiveResources;
import io.hubmeter.pods.PodLabels;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.UnusablePod;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pod as far as a decision needs it.
 *
 * @param server the server that it is, as the collector will call it
 * @param request what it will hold, as the collector will count it
 */
record ReviewedPod(Attribution attribution, String server, Request request) {

    static ReviewedPod of(Pod pod, ResourceRules rules) throws UnusablePod {
        // A node has said nothing of a pod that is not there yet; whatever stands in its place is the requester's.
        pod.setStatus(null);
        SortedMap<Resource, BigInteger> rates = new TreeMap<>();
        for (Map.Entry<String, BigDecimal> amount :
                EffectiveResources.of(pod, rules).entrySet()) {
            rates.put(
                    new Resource(amount.getKey()),
                    amount.getValue()
                            .movePointRight(6)
                            .setScale(0, RoundingMode.CEILING)
                            .toBigIntegerExact());
        }
        return new ReviewedPod(Attribution.of(pod), PodLabels.server(pod), new Request(rates));
    }
}
