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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Brokers, a schema registry, stream processors, decision APIs and collectors, each a process, with a link that can be cut between any
 * two that talk to each other, but for brokers among themselves. Everything listens on the loopback interface.
 */
public final class Installation implements AutoCloseable {
    /** The application id of the stream processors. */
    public static final String APPLICATION = "faults";

    /** How long a slow disk holds back each call. */
    public static final Duration DISK_DELAY = Duration.ofMillis(20);

    private static final Token TOKEN = Token.of("hm_faults");
    private static final long READY_BOUND_NS = 240_000_000_000L;
    private static final long LOOK_MS = 100;

    private static final long REVIVE_MS = 1_000;
    private static final String COLLECTOR = "collector-";
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
    private final Path folder;
    private final String registryUrl;
    private final List<OsProcess> collectors = new CopyOnWriteArrayList<>();
    private final List<TcpProxy> furtherLinks = new ArrayList<>();
    private final List<SlowDisk> slowDisks = new CopyOnWriteArrayList<>();
    private final Thread supervisor =
            Thread.ofPlatform().daemon().name("supervisor").unstarted(this::supervise);

    /**
     * How many processes there are of each kind.
     *
     * @param collectors for how many {@link #collector} may be called; they are not started with the others
     */
    public record Size(int brokers, int streams, int serves, int collectors) {}

    private Installation(Path folder, Size size, int partitions) throws IOException {
        int brokerCount = size.brokers();
        this.partitions = partitions;
        this.folder = folder;
        List<String> names = new ArrayList<>();
        names.addAll(numbered("stream-", size.streams()));
        names.addAll(numbered("serve-", size.serves()));
        names.addAll(numbered(COLLECTOR, size.collectors()));
        names.add(REGISTRY);
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
        registryUrl = "http://127.0.0.1:" + ports.get(1);
        List<Integer> queryPorts = FreePorts.of(4);
        Path tokens = Files.writeString(
                folder.resolve("tokens.properties"),
                "token.faults.role=admin%ntoken.faults.sha256=%s%n".formatted(TOKEN.sha256()));
        for (int i = 0; i < size.streams(); i++) {
            String name = "stream-" + (i + 1);
            queryLinks.add(TcpProxy.start(queryPorts.get(2 + i), queryPorts.get(i)));
            Map<String, String> settings = settings(name);
            settings.put("application-id", APPLICATION);
            settings.put("state.folder", folder.resolve(name).resolve("state").toString());
            settings.put("threads", "2");
            settings.put("standbys", "1");
            settings.put("query.port", queryPorts.get(i).toString());
            streams.add(hubmeter(name, 384, folder, "stream", settings));
        }
        for (int i = 0; i < size.serves(); i++) {
            String name = "serve-" + (i + 1);
            Map<String, String> settings = settings(name);
            settings.put("api.port", ports.get(2 + i).toString());
            settings.put("api.tokens.file", tokens.toString());
            settings.put(
                    "queries",
                    "http://127.0.0.1:%d,http://127.0.0.1:%d".formatted(queryPorts.get(2), queryPorts.get(3)));
            serves.add(hubmeter(name, 256, folder, "serve", settings));
            apis.add(URI.create("http://127.0.0.1:" + ports.get(2 + i)));
        }
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> prefix + number)
                .toList();
    }

    /**
     * Starts two stream processors and two decision APIs, and returns once every process answers.
     *
     * @param folder where all of it is kept; stays
     * @param brokerCount 1, or 3 of which one may be away
     * @throws IllegalStateException if something does not answer within four minutes; its log says why
     */
    public static Installation start(Path folder, int brokerCount, int partitions)
            throws IOException, InterruptedException {
        return start(folder, new Size(brokerCount, 2, 2, 0), partitions);
    }

    /** The same with other numbers of processes. */
    public static Installation start(Path folder, Size size, int partitions) throws IOException, InterruptedException {
        Installation installation = new Installation(folder, size, partitions);
        try {
            installation.startAll(size.brokers());
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

    private Map<String, String> settings(String client) {
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

    /**
     * Starts another collector, which need not answer yet.
     *
     * @param further its settings, but for where Kafka and the registry are
     */
    public OsProcess collector(Map<String, String> further) throws IOException {
        String name = COLLECTOR + (collectors.size() + 1);
        Map<String, String> settings = settings(name);
        settings.putAll(further);
        OsProcess collector = hubmeter(name, 160, folder, "collect", settings);
        collector.start();
        collectors.add(collector);
        return collector;
    }

    /** A further link to a port, which is cut and healed as the others are. */
    public TcpProxy linkTo(int target) throws IOException {
        TcpProxy link = TcpProxy.start(FreePorts.of(1).getFirst(), target);
        furtherLinks.add(link);
        return link;
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

    /** The collectors. */
    public List<OsProcess> collectors() {
        return List.copyOf(collectors);
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

    /** Makes the disk slow to a stream processor that runs, until {@link #restoreDisks()}. */
    public void slowDiskOfStream(int stream) throws IOException, InterruptedException {
        OptionalLong pid = streams.get(stream).pid();
        if (pid.isPresent()) {
            slowDisks.add(SlowDisk.of(pid.getAsLong(), DISK_DELAY, diskLog()));
        }
    }

    /** The same with a broker, as far as it writes to logs that there are by now. */
    public void slowDiskOfBroker(int broker) throws IOException, InterruptedException {
        OptionalLong pid = brokers.get(broker).process().pid();
        if (pid.isPresent()) {
            List<Path> logs;
            try (Stream<Path> files = Files.walk(brokers.get(broker).data())) {
                logs = files.filter(file -> file.toString().endsWith(".log")).toList();
            }
            slowDisks.add(SlowDisk.of(pid.getAsLong(), DISK_DELAY, logs, diskLog()));
        }
    }

    private Path diskLog() {
        return folder.resolve("slow-disk-%d.log".formatted(slowDisks.size() + 1));
    }

    /** Ends what made disks slow, if anything does. */
    public void restoreDisks() {
        slowDisks.forEach(SlowDisk::close);
    }

    /** How many calls slow disks have held back so far. */
    public long heldByDisks() throws IOException {
        long held = 0;
        for (SlowDisk disk : slowDisks) {
            held += disk.held();
        }
        return held;
    }

    /** Every process. */
    public List<OsProcess> processes() {
        List<OsProcess> all = new ArrayList<>(brokers());
        all.add(registry);
        all.addAll(streams);
        all.addAll(serves);
        all.addAll(collectors);
        return all;
    }

    /** Ends every fault: links pass everything on, and every process runs. */
    public void heal() throws IOException, InterruptedException {
        restoreDisks();
        List<TcpProxy> links = new ArrayList<>(queryLinks);
        links.add(registryLink);
        links.addAll(furtherLinks);
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
                        "%s: not ready within four minutes; see %s".formatted(process.name(), process.log()));
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
        restoreDisks();
        processes().forEach(OsProcess::close);
        queryLinks.forEach(TcpProxy::close);
        registryLink.close();
        furtherLinks.forEach(TcpProxy::close);
        brokers.forEach(broker -> broker.links().values().forEach(TcpProxy::close));
    }
}
