package io.hubmeter.collector;

import io.hubmeter.collector.config.JupyterHubConfig;
import io.hubmeter.collector.config.KubernetesConfig;
import io.hubmeter.collector.jupyterhub.JupyterHubSourceConfig;
import io.hubmeter.collector.kubernetes.Hubs;
import io.hubmeter.collector.kubernetes.KubernetesSourceConfig;
import io.hubmeter.hub.Secret;
import io.hubmeter.pods.ResourceRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each part is told of the settings. */
final class SourceConfigs {
    private SourceConfigs() {}

    /** One source for the whole cluster, or one for each of its namespaces that are watched. */
    static List<KubernetesSourceConfig> kubernetes(KubernetesConfig cluster, CollectorConfig config) {
        Map<String, String> byNamespace = new HashMap<>(cluster.hubs());
        byNamespace.keySet().retainAll(cluster.namespaces());
        return new KubernetesSourceConfig(
                        cluster.cluster(),
                        null,
                        new Hubs(byNamespace, cluster.hubOfOthers(), config.realms()),
                        cluster.kubeconfig(),
                        cluster.context(),
                        cluster.selector(),
                        cluster.dask(),
                        ResourceRules.parse(entries(cluster.resources()), entries(cluster.basis())),
                        cluster.pageSize(),
                        cluster.queueRecords(),
                        config.heartbeatInterval(),
                        cluster.pingInterval(),
                        cluster.silence())
                .split();
    }

    private static List<String> entries(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    static JupyterHubSourceConfig jupyterHub(JupyterHubConfig hub) {
        return new JupyterHubSourceConfig(
                hub.hub(),
                hub.realm(),
                hub.apiUrl(),
                Secret.of(hub.token().value()),
                hub.pageSize(),
                hub.pollInterval(),
                hub.requestsPerMinute(),
                JupyterHubSourceConfig.DEFAULT_REQUEST_TIMEOUT);
    }
}
