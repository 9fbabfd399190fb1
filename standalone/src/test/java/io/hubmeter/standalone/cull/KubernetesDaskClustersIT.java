package io.hubmeter.standalone.cull;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.SharedApiServer;
import io.hubmeter.culler.dask.DaskSays;
import io.hubmeter.culler.dask.KubernetesDaskClusters;
import org.junit.jupiter.api.Test;

class KubernetesDaskClustersIT {

    @Test
    void deletesExactlyTheNamedCluster() throws Exception {
        KubeApiServer.assumeAvailable();
        KubeApiServer server = SharedApiServer.get();
        String namespace = server.freshNamespace("cull");
        try (PlayedKubelet kubelet = new PlayedKubelet(server, namespace)) {
            kubelet.installDaskClusters();
            kubelet.createDaskCluster("one", "ana/ø");
            kubelet.createDaskCluster("other", "ana/ø");
            KubernetesDaskClusters clusters = new KubernetesDaskClusters(server.client());

            assertThat(clusters.look(namespace, "one", "bob")).isEqualTo(DaskSays.OF_ANOTHER_USER);
            assertThat(clusters.look(namespace, "one", "ana/ø")).isEqualTo(DaskSays.THERE);
            assertThat(clusters.delete(namespace, "one")).isTrue();
            assertThat(clusters.look(namespace, "one", "ana/ø")).isEqualTo(DaskSays.GONE);
            assertThat(clusters.delete(namespace, "one")).isFalse();
            assertThat(clusters.look(namespace, "other", "ana/ø")).isEqualTo(DaskSays.THERE);
        }
    }
}
