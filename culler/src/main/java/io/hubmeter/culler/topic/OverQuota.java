package io.hubmeter.culler.topic;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.Subject;
import io.hubmeter.culler.plan.Target;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.Server;
import io.hubmeter.wire.Limits;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of {@code hubmeter.over-quota} as a culler of one hub understands them. */
final class OverQuota {
    private OverQuota() {}

    /**
     * What a record means.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static News news(OverQuotaRecord record, String hub) {
        AccountId account = new AccountId(record.getRealm(), record.getUser());
        Limit limit = Limits.limit(record.getLimit());
        if (record.getKind() == OverQuotaKind.RESTORED || !record.getEnforced() || record.getGraceUntil() == null) {
            return new News.Cleared(new Subject(account, limit.resource().name(), limit.window()));
        }
        return new News.Exceeded(
                account,
                limit,
                record.getOrigin(),
                record.getCrossedAt(),
                record.getGraceUntil(),
                record.getRevision(),
                record.getPolicyHash(),
                record.getEvaluatedAt(),
                targets(record.getServers(), hub).stream().toList());
    }

    /** Those of the hub, each Dask cluster once however many of its pods are named. */
    private static Collection<Target> targets(Iterable<Server> servers, String hub) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Server server : servers) {
            if (hub.equals(server.getHub()) && !server.getUid().isEmpty()) {
                Target target = target(server);
                targets.putIfAbsent(target.key(), target);
            }
        }
        return targets.values();
    }

    private static Target target(Server server) {
        // Without a namespace there is no such object: such a pod cannot be stopped but as a server.
        return server.getDaskCluster() == null || server.getNamespace() == null
                ? new Target.HubServer(server.getServerName(), server.getUid(), server.getNamespace(), server.getPod())
                : new Target.DaskCluster(
                        server.getDaskCluster(),
                        server.getServerName(),
                        server.getUid(),
                        server.getNamespace(),
                        server.getPod());
    }
}
