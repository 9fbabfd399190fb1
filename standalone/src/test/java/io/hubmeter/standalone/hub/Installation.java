package io.hubmeter.standalone.hub;

import io.hubmeter.api.access.Token;
import io.hubmeter.collector.jupyterhub.RealHub;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.SharedApiServer;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.streams.query.QueryEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A hub that Hubmeter looks after: JupyterHub with its proxy, a Kubernetes API server, a broker, a registry and the stream
 * processor, and {@code hubmeter collect}, {@code serve} and {@code cull} as processes, each with the settings that an operator
 * would write.
 */
final class Installation implements AutoCloseable {
    static final String HUB = "campus";

    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String SERVICE_TOKEN = "quota-service-token-0123456789abcdef";
    private static final String CULLER_TOKEN = "culler-service-token-0123456789abcdef";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    private final KubeApiServer cluster;
    private final Standalone platform;
    private final RealHub hub;
    private final String namespace;
    private final String hubToken;

    private Installation(Path folder, String policy) throws Exception {
        this.folder = folder;
        try {
            cluster = SharedApiServer.get();
            namespace = cluster.freshNamespace(HUB);
            platform = own(Standalone.start(StandaloneConfig.in(folder.resolve("platform"))));
            int apiPort = freePort();
            int pagesPort = freePort();
            Token token = Token.create(new SecureRandom());
            hubToken = token.reveal();
            Files.writeString(folder.resolve("policy.yaml"), policy);
            hub = RealHub.in(Files.createDirectory(folder.resolve("hub")), hubConfig(apiPort, pagesPort));
            hub.start();
            own(hub::end);
            platform.await("stream processor", BOUND, platform.streams()::isRunning);
            QueryEndpoint queries = platform.listenForQueries(0);
            collect();
            serve(apiPort, pagesPort, queries.uri(), token);
            cull(apiPort);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /** Starts everything with a policy; the calling test is skipped if something is not installed here. */
    static Installation start(Path folder, String policy) throws Exception {
        return new Installation(folder, policy);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String hubConfig(int apiPort, int pagesPort) throws IOException {
        Path root = Path.of(System.getProperty("user.dir")).resolveSibling("jupyterhub");
        Path spawner = Path.of("src/test/resources/io/hubmeter/standalone/hub").toAbsolutePath();
        return """

                import sys
                sys.path[:0] = [%1$s, %2$s]
                from hubmeter_jupyterhub import setup
                from pod_spawner import PodSpawner

                GIB = 2 ** 30
                c.JupyterHub.log_level = 'INFO'
                c.JupyterHub.spawner_class = PodSpawner
                c.JupyterHub.allow_named_servers = True
                c.Authenticator.admin_users = {'carol'}
                c.Spawner.consecutive_failure_limit = 1
                c.PodSpawner.kubernetes_url = 'https://127.0.0.1:%3$d'
                c.PodSpawner.kubernetes_token = 'admin-token'
                c.PodSpawner.kubernetes_ca = %4$s
                c.PodSpawner.namespace = %5$s
                c.PodSpawner.profile_list = [
                    {'slug': 'standard', 'display_name': 'Standard', 'description': '2 CPU, 4 GiB.',
                     'kubespawner_override': {'cpu_guarantee': 2.0, 'mem_guarantee': 4 * GIB}},
                    {'slug': 'large', 'display_name': 'Large', 'description': '4 CPU, 64 GiB.',
                     'kubespawner_override': {'cpu_guarantee': 4.0, 'mem_guarantee': 64 * GIB}},
                ]
                setup(c, url='http://127.0.0.1:%6$d', token=%7$s, hub='campus', show_in_profiles=True,
                      quota_page='/services/quota/')
                c.JupyterHub.services += [
                    {'name': 'quota', 'url': 'http://127.0.0.1:%8$d', 'api_token': %9$s, 'oauth_no_confirm': True},
                    {'name': 'culler', 'api_token': %10$s},
                ]
                c.JupyterHub.load_roles += [
                    {'name': 'user', 'scopes': ['self', 'access:services!service=quota']},
                    {'name': 'culler', 'scopes': ['read:users:name', 'read:servers', 'delete:servers'],
                     'services': ['culler']},
                ]
                """.formatted(
                        python(root.resolve("src")),
                        python(spawner),
                        cluster.port(),
                        python(Path.of(cluster.config(KubeApiServer.ADMIN).getCaCertFile())),
                        "'" + namespace + "'",
                        apiPort,
                        "'" + hubToken + "'",
                        pagesPort,
                        "'" + SERVICE_TOKEN + "'",
                        "'" + CULLER_TOKEN + "'");
    }

    private static String python(Path path) {
        return "'" + path + "'";
    }

    private void collect() throws IOException {
        run(
                "collect",
                "kubernetes=it",
                "kubernetes.it.kubeconfig=" + cluster.kubeconfig(KubeApiServer.ADMIN),
                "kubernetes.it.hubs=%s=%s".formatted(namespace, HUB),
                "jupyterhub=" + HUB,
                "jupyterhub.%s.url=%s".formatted(HUB, hub.apiUrl()),
                "jupyterhub.%s.token-file=%s".formatted(HUB, secret("collector", RealHub.token("collector"))),
                "jupyterhub.%s.poll-interval=1s".formatted(HUB),
                "policy.file=" + folder.resolve("policy.yaml"),
                "leader-election=false",
                "http.port=0");
    }

    private void serve(int apiPort, int pagesPort, URI queries, Token token) throws IOException {
        Path tokens = secret(
                "tokens.properties",
                "token.hub.role=hub%ntoken.hub.hub=%s%ntoken.hub.sha256=%s%n".formatted(HUB, token.sha256()));
        HubmeterProcess serve = run(
                "serve",
                "api.port=" + apiPort,
                "api.tokens.file=" + tokens,
                "queries=" + queries,
                "pages.port=" + pagesPort,
                "pages.hub=" + HUB,
                "pages.hub.api=" + hub.apiUrl(),
                "pages.token.file=" + secret("quota", SERVICE_TOKEN),
                "pages.https=false",
                "pages.culler=true",
                "pages.contact=mailto:help@example.org",
                "pages.sizes=Standard=cpu:2 memory:4Gi, Large=cpu:4 memory:64Gi");
        Awaitility.await().atMost(BOUND).until(() -> {
            if (serve.hasEnded()) {
                throw new IllegalStateException(serve.output());
            }
            return serve.output().contains("Serving.");
        });
    }

    private void cull(int apiPort) throws IOException {
        run(
                "cull",
                "cull.enabled=true",
                "hub=" + HUB,
                "hub.url=" + hub.apiUrl(),
                "hub.token-file=" + secret("culler", CULLER_TOKEN),
                "api.url=http://127.0.0.1:" + apiPort,
                "api.token-file=" + secret("api", hubToken),
                "http.port=0");
    }

    private HubmeterProcess run(String command, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "kafka.bootstrap-servers=" + platform.bootstrapServers(),
                "schema-registry.url=" + platform.registryUri()));
        arguments.addAll(List.of(settings));
        HubmeterProcess process = own(HubmeterProcess.start(folder, arguments));
        own(() -> System.out.printf("%s:%n%s%n", command, process.output()));
        return process;
    }

    private Path secret(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Where browsers come to. */
    URI publicUrl() {
        return hub.publicUrl();
    }

    RealHub hub() {
        return hub;
    }

    Standalone platform() {
        return platform;
    }

    /** How many pods of a user the cluster has. */
    long pods(String user) {
        return cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> user.equals(pod.getMetadata().getAnnotations().get("hub.jupyter.org/username")))
                .count();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("a part did not close: " + e);
            }
        }
    }
}
