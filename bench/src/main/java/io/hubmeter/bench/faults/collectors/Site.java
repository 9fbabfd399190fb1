package io.hubmeter.bench.faults.collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.bench.faults.process.OsProcess;
import io.hubmeter.bench.faults.process.TcpProxy;
import io.hubmeter.bench.faults.process.TcpProxy.Mode;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A namespace of an API server, and two collectors that watch it in turn, each by a link of its own. */
final class Site {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEASE = "hubmeter-collector";
    private static final String CLUSTER = "it";

    private final Installation installation;
    private final KubeApiServer server;
    private final String namespace;
    private final List<TcpProxy> links = new ArrayList<>();

    private Site(Installation installation, KubeApiServer server, String namespace) {
        this.installation = installation;
        this.server = server;
        this.namespace = namespace;
    }

    /** Starts the collectors; they need not work yet. */
    static Site start(Installation installation, KubeApiServer server, Path folder) throws IOException {
        Site site = new Site(installation, server, server.freshNamespace("hub"));
        for (int i = 1; i <= 2; i++) {
            TcpProxy link = installation.linkTo(server.port());
            site.links.add(link);
            String direct = Files.readString(server.kubeconfig(KubeApiServer.ADMIN));
            Path kubeconfig = Files.writeString(
                    folder.resolve("kubeconfig-" + i),
                    direct.replace("127.0.0.1:" + server.port(), "127.0.0.1:" + link.port()));
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("kubernetes", CLUSTER);
            settings.put("kubernetes.it.kubeconfig", kubeconfig.toString());
            settings.put("kubernetes.it.hubs", "%1$s=%1$s".formatted(site.namespace));
            settings.put("kubernetes.it.ping-interval", "1s");
            settings.put("heartbeat.interval", "500ms");
            settings.put("leader-election.identity", "collector-" + i);
            settings.put("leader-election.lease-duration", "5s");
            settings.put("leader-election.renew-deadline", "3s");
            settings.put("leader-election.retry-period", "500ms");
            settings.put("http.port", "0");
            var _ = installation.collector(settings);
        }
        return site;
    }

    /** The namespace, which is a hub and a realm of its own. */
    String namespace() {
        return namespace;
    }

    /** How often another collector took the Lease than the one before. */
    int transitions() {
        return lease().path("leaseTransitions").asInt();
    }

    /** Which collector, from 0, leads, or its target if the fault is to befall the other. */
    int target(boolean isLeader) {
        int leader = lease().path("holderIdentity").asText("").equals("collector-2") ? 1 : 0;
        return isLeader ? leader : 1 - leader;
    }

    private JsonNode lease() {
        try {
            String answer = server.client()
                    .raw("/apis/coordination.k8s.io/v1/namespaces/%s/leases/%s".formatted(namespace, LEASE));
            return JSON.readTree(answer).path("spec");
        } catch (KubernetesClientException | IOException e) {
            // None has been made yet.
            return JSON.createObjectNode();
        }
    }

    void begin(CollectorFault fault, int target) throws IOException, InterruptedException {
        List<OsProcess> collectors = installation.collectors();
        switch (fault.kind()) {
            case KILLED -> collectors.get(target).kill();
            case BOTH_KILLED, FORGOTTEN -> {
                for (OsProcess collector : collectors) {
                    collector.kill();
                }
            }
            case RESTARTED -> collectors.get(target).stop();
            case PAUSED -> collectors.get(target).pause();
            case FORGOTTEN_PAUSED -> {
                for (OsProcess collector : collectors) {
                    collector.pause();
                }
            }
            case API_CUT -> links.get(target).set(Mode.STALL);
            case API_REFUSED -> links.get(target).set(Mode.REFUSE);
            case BROKER_CUT -> brokerLinks(target).forEach(link -> link.set(Mode.STALL));
            case BROKER_KILLED -> installation.brokers().getFirst().kill();
            case API_PAUSED -> server.pauseApiServer();
        }
    }

    void end(CollectorFault fault, int target) throws IOException, InterruptedException {
        List<OsProcess> collectors = installation.collectors();
        switch (fault.kind()) {
            case KILLED, RESTARTED, PAUSED -> collectors.get(target).again();
            case BOTH_KILLED -> againAll(collectors);
            case FORGOTTEN, FORGOTTEN_PAUSED -> {
                server.compactEtcd();
                againAll(collectors);
            }
            case API_CUT, API_REFUSED -> links.get(target).set(Mode.PASS);
            case BROKER_CUT -> brokerLinks(target).forEach(link -> link.set(Mode.PASS));
            case BROKER_KILLED -> installation.brokers().getFirst().again();
            case API_PAUSED -> server.resume();
        }
    }

    private List<TcpProxy> brokerLinks(int target) {
        return installation.brokerLinks("collector-" + (target + 1));
    }

    private static void againAll(List<OsProcess> processes) throws IOException, InterruptedException {
        for (OsProcess process : processes) {
            process.again();
        }
    }
}
