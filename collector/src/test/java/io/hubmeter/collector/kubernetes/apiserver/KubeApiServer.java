package io.hubmeter.collector.kubernetes.apiserver;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real kube-apiserver with an etcd of its own, on free ports of loopback and in a folder of its own. There is no scheduler,
 * no controller and no kubelet: {@link PlayedKubelet} plays them. RBAC is on. Neither program outlives this JVM.
 *
 * <p>The users are {@value #ADMIN}, who may do everything; {@value #WATCHER}, of the group {@code watchers}, and
 * {@value #NOBODY}, who may do what a test grants them.
 *
 * <p>Logs are kept in {@code target/kube-apiserver} of the module whose tests run.
 */
public final class KubeApiServer implements AutoCloseable {

    public static final String ADMIN = "admin";
    public static final String WATCHER = "watcher";
    public static final String NOBODY = "nobody";

    /** Flags with which a watch of pods gets "410 Gone" as soon as {@link #compactEtcd} has run. */
    public static final List<String> FORGETTING_PODS =
            List.of("--watch-cache-sizes=pods#0", "--etcd-compaction-interval=0");

    private static final String ASSETS_VARIABLE = "KUBEBUILDER_ASSETS";
    private static final String ASSETS_PROPERTY = "kubebuilder.assets";
    private static final int READY_POLLS = 600;
    private static final int READY_POLL_MS = 100;
    private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Path binaries;
    private final Path folder;
    private final Path logs;
    private final int etcdPort;
    private final int apiPort;
    private final List<String> flags;
    private final GuardedProcess etcd;
    private final HttpClient http = HttpClient.newHttpClient();
    private final KubernetesClient client;
    private @Nullable GuardedProcess apiServer;

    private KubeApiServer(Path binaries, List<String> flags) throws IOException, InterruptedException {
        this.binaries = binaries;
        this.flags = List.copyOf(flags);
        folder = Files.createTempDirectory(memoryOrTemporary(), "hubmeter-kube-apiserver");
        logs = Files.createDirectories(
                Path.of("target", "kube-apiserver", ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet())
                        .toAbsolutePath());
        int[] ports = freePorts(3);
        etcdPort = ports[0];
        apiPort = ports[2];
        writeSecrets();
        etcd = startEtcd(ports[1]);
        try {
            apiServer = startApiServer();
            client = awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            killBoth();
            throw e;
        }
    }

    /** Whether its programs are there: the tests that need it are skipped otherwise. */
    public static boolean available() {
        return binaries() != null;
    }

    /** Skips the calling test, and says why, where the programs are not there. */
    public static void assumeAvailable() {
        Assumptions.assumeTrue(available(), KubeApiServer::whatIsMissing);
    }

    /**
     * Starts one, and returns when it is ready (after some 4 s). The calling test is skipped if the programs are not there.
     *
     * @param flags of kube-apiserver, in addition
     */
    public static KubeApiServer start(List<String> flags) throws IOException, InterruptedException {
        Path binaries = binaries();
        if (binaries == null) {
            assumeAvailable();
            throw new IllegalStateException(whatIsMissing());
        }
        return new KubeApiServer(binaries, flags);
    }

    /** A client of {@value #ADMIN}, closed with this. */
    public KubernetesClient client() {
        return client;
    }

    /** The port that it serves on, with TLS, at 127.0.0.1. */
    public int port() {
        return apiPort;
    }

    /** How one of the users connects. */
    public Config config(String user) {
        return config(user, apiPort);
    }

    /** How one of the users connects through another port of loopback, a {@link SilentProxy}'s for instance. */
    public Config config(String user, int port) {
        return configOfToken(user + "-token", port);
    }

    /** How a service account, which must exist, connects. */
    public Config configOfServiceAccount(String namespace, String name) {
        return configOfToken(tokenOfServiceAccount(namespace, name), apiPort);
    }

    private String tokenOfServiceAccount(String namespace, String name) {
        String request =
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":3600}}";
        String path = "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, name);
        String answer = client.raw(path, "POST", request);
        Matcher token = Pattern.compile("\"token\": ?\"([^\"]+)\"").matcher(answer);
        if (!token.find()) {
            throw new IllegalStateException("no token in the answer of " + path);
        }
        return token.group(1);
    }

    /** A kubeconfig file of a service account, which must exist; removed with this. */
    public Path kubeconfigOfServiceAccount(String namespace, String name) throws IOException {
        return kubeconfig(namespace + "-" + name, tokenOfServiceAccount(namespace, name));
    }

    /** A kubeconfig file of one of the users; removed with this. */
    public Path kubeconfig(String user) throws IOException {
        return kubeconfig(user, user + "-token");
    }

    private Path kubeconfig(String user, String token) throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig-" + user), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: 'https://127.0.0.1:%d', certificate-authority: '%s'}}]
                users: [{name: %s, user: {token: '%s'}}]
                contexts: [{name: test, context: {cluster: test, user: %s}}]
                """.formatted(apiPort, certificate(), user, token, user));
    }

    /** Makes a namespace of a name that no other test uses. */
    public String freshNamespace(String prefix) {
        String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** Kills the API server as {@code kill -9} does; etcd stays, and with it all that was stored. */
    public void kill() throws IOException {
        if (apiServer != null) {
            apiServer.close();
            apiServer = null;
        }
    }

    /** Kills the API server if it runs, starts it on the same port over the same etcd, and returns when it is ready. */
    public void restart() throws IOException, InterruptedException {
        kill();
        apiServer = startApiServer();
        awaitReady().close();
    }

    /** Stops the API server as a debugger would: connections stay, nothing is answered. */
    public void pauseApiServer() throws IOException, InterruptedException {
        running().signal("STOP");
    }

    /** Lets a paused API server go on. */
    public void resume() throws IOException, InterruptedException {
        running().signal("CONT");
    }

    /**
     * Lets etcd forget everything but the present. Whoever asks for changes since an older version, and there were any, gets
     * "410 Gone".
     */
    public void compactEtcd() throws IOException, InterruptedException {
        // Etcd still tells the change at the compacted revision itself, so that one must be nobody's.
        String written = askEtcd("/v3/kv/put", "{\"key\":\"Y29tcGFjdGlvbg==\"}");
        Matcher revision = REVISION.matcher(written);
        if (!revision.find()) {
            throw new IOException("no revision in etcd's answer: " + written);
        }
        askEtcd("/v3/kv/compaction", "{\"revision\":\"" + revision.group(1) + "\",\"physical\":true}");
    }

    @Override
    public void close() throws IOException {
        client.close();
        http.close();
        killBoth();
    }

    private void killBoth() throws IOException {
        kill();
        etcd.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private GuardedProcess running() {
        if (apiServer == null) {
            throw new IllegalStateException("the API server was killed");
        }
        return apiServer;
    }

    private GuardedProcess startEtcd(int peerPort) throws IOException {
        String clients = "http://127.0.0.1:" + etcdPort;
        String peers = "http://127.0.0.1:" + peerPort;
        return GuardedProcess.start(
                logs.resolve("etcd.log"),
                List.of(
                        binaries.resolve("etcd").toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=default=" + peers));
    }

    private GuardedProcess startApiServer() throws IOException {
        var command = new ArrayList<>(List.of(
                binaries.resolve("kube-apiserver").toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + apiPort,
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none",
                "--cert-dir=" + folder,
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--service-account-issuer=https://127.0.0.1:" + apiPort,
                "--service-account-key-file=" + folder.resolve("service-accounts.key"),
                "--service-account-signing-key-file=" + folder.resolve("service-accounts.key"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount"));
        command.addAll(flags);
        return GuardedProcess.start(logs.resolve("kube-apiserver.log"), command);
    }

    /** The server makes its own certificate, for 127.0.0.1 too; what it does not make is written here. */
    private void writeSecrets() throws IOException {
        Files.writeString(folder.resolve("tokens.csv"), """
                admin-token,admin,u1,system:masters
                watcher-token,watcher,u2,watchers
                nobody-token,nobody,u3
                """);
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            Files.writeString(
                    folder.resolve("service-accounts.key"),
                    "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                            .formatted(Base64.getMimeEncoder().encodeToString(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows RSA", e);
        }
    }

    private KubernetesClient awaitReady() throws IOException, InterruptedException {
        KubernetesClientException last = null;
        KubernetesClient candidate = null;
        for (int poll = 0; poll < READY_POLLS; poll++) {
            if (running().ended() || etcd.ended()) {
                break;
            }
            if (candidate == null && Files.exists(certificate())) {
                candidate =
                        new KubernetesClientBuilder().withConfig(config(ADMIN)).build();
            }
            if (candidate != null) {
                try {
                    candidate.raw("/readyz");
                    return candidate;
                } catch (KubernetesClientException e) {
                    last = e;
                }
            }
            Thread.sleep(READY_POLL_MS);
        }
        throw new IOException(
                "the API server ended or was not ready within %d s; its logs are in %s"
                        .formatted(READY_POLLS * READY_POLL_MS / 1000, logs),
                last);
    }

    private Config configOfToken(String token, int port) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withCaCertFile(certificate().toString())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    private Path certificate() {
        return folder.resolve("apiserver.crt");
    }

    private String askEtcd(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + etcdPort + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("etcd answered %d to %s: %s".formatted(answer.statusCode(), path, answer.body()));
        }
        return answer.body();
    }

    /** Null if the programs are not there. */
    private static @Nullable Path binaries() {
        String named = System.getProperty(ASSETS_PROPERTY, System.getenv(ASSETS_VARIABLE));
        if (named == null || named.isBlank()) {
            return null;
        }
        Path folder = Path.of(named);
        boolean complete =
                Files.isExecutable(folder.resolve("kube-apiserver")) && Files.isExecutable(folder.resolve("etcd"));
        return complete ? folder : null;
    }

    /** What to do where its programs are not there. */
    public static String whatIsMissing() {
        return "no kube-apiserver and etcd in the folder that %s names (%s); scripts/kube-apiserver builds them and prints it"
                .formatted(ASSETS_VARIABLE, System.getenv().getOrDefault(ASSETS_VARIABLE, "not set"));
    }

    /** Etcd syncs each write to disk, for which memory does not wait. */
    private static Path memoryOrTemporary() {
        Path memory = Path.of("/dev/shm");
        boolean roomy = Files.isWritable(memory) && memory.toFile().getUsableSpace() > 1L << 30;
        return roomy ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static int[] freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports[i] = socket.getLocalPort();
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
