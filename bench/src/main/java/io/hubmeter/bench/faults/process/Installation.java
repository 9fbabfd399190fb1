package io.hubmeter.bench.faults.process;

import io.hubmeter.api.access.Token;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.cli.Hubmeter;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Brokers, a schema registry, stream processors and decision APIs, each a process, with a link that can be cut between any
 * two that talk to each other, but for brokers among themselves. Everything listens on the loopback interface.
 */
public final class Installation implements AutoCloseable {
    /** The application id of the stream processors. */
    public static final String APPLICATION = "faults";

    private static final Token TOKEN = Token.of("hm_faults");
    private static final long READY_BOUND_NS = 120_000_000_000L;
    private static final long LOOK_MS = 100;
    private static final long REVIVE_MS = 1_000;
    private static final String REGISTRY = "registry";

    private final List<BrokerNode> brokers = new ArrayList<>();
    private final List<OsProcess> streams = new ArrayList<>();
    private final List<OsProcess> serves = new ArrayList<>();
    private final List<TcpProxy> queryLinks = new ArrayList<>();
    private final List<URI> apis = new ArrayList<>();
    private final OsProcess registry;
    private final TcpProxy registryLink;
    private final URI directRegistry;
    private final int partitions;
    private final Thread supervisor =
            Thread.ofPlatform().daemon().name("supervisor").unstarted(this::supervise);

    private Installation(Path folder, int brokerCount, int partitions) throws IOException {
        this.partitions = partitions;
        List<String> names = List.of("stream-1", "stream-2", "serve-1", "serve-2", REGISTRY);
        List<Integer> controllers = FreePorts.of(brokerCount);
        for (int i = 0; i < brokerCount; i++) {
            brokers.add(BrokerNode.of(
                    i + 1,
                    brokerCount,
                    BrokerNode.voters(controllers),
                    controllers.get(i),
                    names,
                    folder.resolve("broker-" + (i + 1))));
        }
        List<Integer> ports = FreePorts.of(8);
        directRegistry = URI.create("http://127.0.0.1:" + ports.get(0));
        registry = OsProcess.of(
                REGISTRY,
                128,
                folder.resolve(REGISTRY),
                RegistryMain.class,
                List.of(linked(REGISTRY), ports.get(0).toString()));
        registryLink = TcpProxy.start(ports.get(1), ports.get(0));
        String registryUrl = "http://127.0.0.1:" + ports.get(1);
        List<Integer> queryPorts = FreePorts.of(4);
        Path tokens = Files.writeString(
                folder.resolve("tokens.properties"),
                "token.faults.role=admin%ntoken.faults.sha256=%s%n".formatted(TOKEN.sha256()));
        for (int i = 0; i < 2; i++) {
            String name = "stream-" + (i + 1);
            queryLinks.add(TcpProxy.start(queryPorts.get(2 + i), queryPorts.get(i)));
            Map<String, String> settings = settings(name, registryUrl);
            settings.put("application-id", APPLICATION);
            settings.put("state.folder", folder.resolve(name).resolve("state").toString());
            settings.put("threads", "2");
            settings.put("standbys", "1");
            settings.put("query.port", queryPorts.get(i).toString());
            streams.add(hubmeter(name, 384, folder, "stream", settings));
        }
        for (int i = 0; i < 2; i++) {
            String name = "serve-" + (i + 1);
            Map<String, String> settings = settings(name, registryUrl);
            settings.put("api.port", ports.get(2 + i).toString());
            settings.put("api.tokens.file", tokens.toString());
            settings.put(
                    "queries",
                    "http://127.0.0.1:%d,http://127.0.0.1:%d".formatted(queryPorts.get(2), queryPorts.get(3)));
            serves.add(hubmeter(name, 256, folder, "serve", settings));
            apis.add(URI.create("http://127.0.0.1:" + ports.get(2 + i)));
        }
    }

    /**
     * Starts everything, and returns once every process answers.
     *
     * @param folder where all of it is kept; stays
     * @param brokerCount 1, or 3 of which one may be away
     * @throws IllegalStateException if something does not answer within two minutes; its log says why
     */
    public static Installation start(Path folder, int brokerCount, int partitions)
            throws IOException, InterruptedException {
        Installation installation = new Installation(folder, brokerCount, partitions);
        try {
            installation.startAll(brokerCount);
        } catch (RuntimeException | Error | IOException | InterruptedException e) {
            installation.close();
            throw e;
        }
        return installation;
    }

    private void startAll(int brokerCount) throws IOException, InterruptedException {
        supervisor.start();
        for (BrokerNode broker : brokers) {
            broker.process().start();
        }
        await(brokers.getFirst().process(), this::answersBroker);
        registry.start();
        await(registry, () -> answers(directRegistry.resolve("/subjects")));
        try (Admin admin = admin();
                SchemaRegistryClient client = registryClient()) {
            var _ = TopicsAdmin.apply(admin, partitions, (short) Math.min(3, brokerCount));
            var _ = RegistryTopics.register(client);
        }
        for (OsProcess process :
                Stream.concat(streams.stream(), serves.stream()).toList()) {
            process.start();
        }
        for (OsProcess stream : streams) {
            await(stream, () -> Files.readString(stream.log()).contains("Running: the stores are restored"));
        }
        for (int i = 0; i < serves.size(); i++) {
            URI health = apis.get(i).resolve("/health");
            await(serves.get(i), () -> answers(health));
        }
    }

    private OsProcess hubmeter(String name, int heapMb, Path folder, String command, Map<String, String> settings)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        return OsProcess.of(name, heapMb, folder.resolve(name), Hubmeter.class, arguments);
    }

    private Map<String, String> settings(String client, String registryUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap-servers", linked(client));
        settings.put("schema-registry.url", registryUrl);
        return settings;
    }

    private String linked(String client) {
        return brokers.stream()
                .map(broker -> "127.0.0.1:" + broker.linkPorts().get(client))
                .collect(Collectors.joining(","));
    }

    /** Where the harness reaches the brokers; nothing cuts that. */
    public String bootstrapServers() {
        return brokers.stream().map(broker -> "127.0.0.1:" + broker.direct()).collect(Collectors.joining(","));
    }

    /** Where the harness reaches the registry; nothing cuts that. */
    public URI registryUri() {
        return directRegistry;
    }

    /** A client of the registry, the caller's to close. */
    public SchemaRegistryClient registryClient() {
        return new HttpSchemaRegistry(directRegistry);
    }

    /** An administrator of the brokers, the caller's to close. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /** The decision APIs. */
    public List<URI> apis() {
        return List.copyOf(apis);
    }

    /** What callers of the decision APIs carry. */
    public String token() {
        return TOKEN.reveal();
    }

    /** The brokers. */
    public List<OsProcess> brokers() {
        return brokers.stream().map(BrokerNode::process).toList();
    }

    /** The stream processors. */
    public List<OsProcess> streams() {
        return List.copyOf(streams);
    }

    /** The decision APIs' processes. */
    public List<OsProcess> serves() {
        return List.copyOf(serves);
    }

    /** The schema registry's process. */
    public OsProcess registry() {
        return registry;
    }

    /** The links of a client, {@code stream-1} for instance, to all brokers. */
    public List<TcpProxy> brokerLinks(String client) {
        return brokers.stream().map(broker -> broker.links().get(client)).toList();
    }

    /** The link to a broker of all its clients. */
    public List<TcpProxy> linksTo(int broker) {
        return List.copyOf(brokers.get(broker).links().values());
    }

    /** The link to the query endpoint of a stream processor. */
    public TcpProxy queryLink(int stream) {
        return queryLinks.get(stream);
    }

    /** The link to the registry of all its clients. */
    public TcpProxy registryLink() {
        return registryLink;
    }

    /** Every process. */
    public List<OsProcess> processes() {
        List<OsProcess> all = new ArrayList<>(brokers());
        all.add(registry);
        all.addAll(streams);
        all.addAll(serves);
        return all;
    }

    /** Ends every fault: links pass everything on, and every process runs. */
    public void heal() throws IOException, InterruptedException {
        List<TcpProxy> links = new ArrayList<>(queryLinks);
        links.add(registryLink);
        brokers.forEach(broker -> links.addAll(broker.links().values()));
        for (TcpProxy link : links) {
            link.delay(0);
            link.set(TcpProxy.Mode.PASS);
        }
        for (OsProcess process : processes()) {
            process.resume();
            process.start();
        }
    }

    private void supervise() {
        try {
            while (true) {
                Thread.sleep(REVIVE_MS);
                for (OsProcess process : processes()) {
                    var _ = process.revive();
                }
            }
        } catch (InterruptedException e) {
            // No longer needed.
        } catch (IOException e) {
            System.err.println("a process that ended could not be started again: " + e);
        }
    }

    /** Something that holds once a process is ready. */
    private interface Ready {
        boolean holds() throws IOException;
    }

    private static void await(OsProcess process, Ready ready) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + READY_BOUND_NS;
        while (!ready.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s: not ready within two minutes; see %s".formatted(process.name(), process.log()));
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private boolean answersBroker() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "10000",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "5000"))) {
            return admin.describeCluster().nodes().get().size() == brokers.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | KafkaException e) {
            return false;
        }
    }

    private static boolean answers(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            return connection.getResponseCode() < 500;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        supervisor.interrupt();
        processes().forEach(OsProcess::close);
        queryLinks.forEach(TcpProxy::close);
        registryLink.close();
        brokers.forEach(broker -> broker.links().values().forEach(TcpProxy::close));
    }
}
