package io.hubmeter.culler.topic;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.StopTask;
import io.hubmeter.culler.plan.Target;
import java.time.Instant;

/** What is written down of a task. */
final class StopOf {
    private StopOf() {}

    static Stop task(StopTask task, String hub, Stop.Outcome outcome, Instant at, String reason, String culler) {
        News.Exceeded excess = task.excess();
        Target target = task.target();
        String server = switch (target) {
            case Target.HubServer named -> named.server();
            case Target.DaskCluster cluster -> cluster.server();
        };
        return new Stop(
                excess.account(),
                hub,
                server,
                target instanceof Target.DaskCluster cluster ? cluster.name() : null,
                target.uid(),
                target.namespace(),
                target.pod(),
                outcome,
                excess.limit(),
                excess.origin(),
                excess.crossedAt(),
                excess.graceUntil(),
                at,
                reason,
                excess.policyHash(),
                culler);
    }
}
