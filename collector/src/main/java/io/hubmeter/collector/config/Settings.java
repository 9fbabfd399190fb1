package io.hubmeter.collector.config;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.problem.Excerpt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Settings that were read, checked one by one and together, and found acceptable, put together as they are used. */
public final class Settings {
    private static final int MAX_TOKEN_FILE_BYTES = 16 << 10;

    /** What the order and completeness of events rests on. */
    private static final Set<String> RESERVED = Set.of(
            "acks",
            "bootstrap.servers",
            "enable.idempotence",
            "key.deserializer",
            "key.serializer",
            "max.in.flight.requests.per.connection",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private final SettingReader reader;
    private final Host host;
    private final List<String> clusters;
    private final List<String> hubs;
    private final Map<String, String> realms;
    private final Map<String, String> clientProperties;
    private final Map<String, Password> tokens;
    private final @Nullable Leadership leadership;

    /** Settings without a fixed default, as they were found out. */
    private final Map<String, String> foundOut = new HashMap<>();

    private Settings(ConfigInput input) throws ConfigRejected {
        reader = SettingReader.ofCollector(input);
        host = input.host();
        clusters = reader.names(Declaration.KUBERNETES);
        hubs = reader.names(Declaration.JUPYTERHUB);
        realms = reader.pairs("realms");
        clientProperties = KafkaSettings.clientProperties(reader, RESERVED::contains, "the collector");
        clusters.forEach(this::checkCluster);
        tokens = tokens();
        checkRealms();
        checkSomethingIsWatched();
        leadership = leadership();
        reader.finish();
    }

    /**
     * Reads and checks everything; nothing but the files named is touched.
     *
     * @throws ConfigRejected with every problem there is
     */
    public static Settings read(ConfigInput input) throws ConfigRejected {
        return new Settings(input);
    }

    /** How Kafka is reached. */
    public KafkaConfig kafka() {
        return KafkaSettings.kafka(reader, clientProperties);
    }

    /** The schema registry. */
    public URI registry() {
        return KafkaSettings.registry(reader);
    }

    /** The clusters to watch; may be empty. */
    public List<KubernetesConfig> kubernetes() {
        return clusters.stream().map(this::cluster).toList();
    }

    /** The hubs whose users are read, at most one of each realm; may be empty. */
    public List<JupyterHubConfig> jupyterHubs() {
        return hubs.stream().map(this::jupyterHub).toList();
    }

    /** The policy to publish, which may be missing for now; null if there is none. */
    public @Nullable Path policyFile() {
        return reader.get("policy.file", Path.class);
    }

    /** The realm by hub; a hub that is not in it is its own. */
    public Map<String, String> realms() {
        return realms;
    }

    /** How often a source tells that it has seen everything. */
    public Duration heartbeatInterval() {
        return reader.need("heartbeat.interval", Duration.class);
    }

    /** How one of several collectors is made the active one; null if this one is active whatever others do. */
    public @Nullable LeaderElectionConfig leaderElection() {
        return leadership == null
                ? null
                : new LeaderElectionConfig(
                        leadership.cluster(),
                        leadership.namespace(),
                        reader.need("leader-election.lease", String.class),
                        leadership.identity(),
                        reader.need("leader-election.lease-duration", Duration.class),
                        reader.need("leader-election.renew-deadline", Duration.class),
                        reader.need("leader-election.retry-period", Duration.class));
    }

    /** Where metrics and health are served. */
    public HttpConfig http() {
        return new HttpConfig(reader.need("http.host", String.class), reader.need("http.port", Integer.class));
    }

    /** What is in force and where it comes from, secrets hidden. */
    public List<EffectiveSetting> effective() {
        return reader.effective(foundOut);
    }

    /** What is allowed and probably not meant, a sentence each. */
    public List<String> warnings() {
        return new SettingsWarnings(kubernetes(), hubs, leaderElection()).all();
    }

    private KubernetesConfig cluster(String name) {
        String prefix = Declaration.prefix(Declaration.KUBERNETES, name);
        return new KubernetesConfig(
                name,
                reader.pairs(prefix + "hubs"),
                reader.get(prefix + "kubeconfig", Path.class),
                reader.get(prefix + "context", String.class),
                reader.need(prefix + "selector", String.class),
                reader.need(prefix + "dask", Boolean.class),
                reader.pairs(prefix + "resources"),
                reader.pairs(prefix + "basis"),
                reader.need(prefix + "page-size", Integer.class),
                reader.need(prefix + "queue", Integer.class),
                reader.need(prefix + "ping-interval", Duration.class),
                reader.need(prefix + "silence", Duration.class));
    }

    private JupyterHubConfig jupyterHub(String hub) {
        String prefix = Declaration.prefix(Declaration.JUPYTERHUB, hub);
        return new JupyterHubConfig(
                hub,
                realmOf(hub),
                reader.need(prefix + "url", URI.class),
                Objects.requireNonNull(tokens.get(hub), hub),
                reader.need(prefix + "poll-interval", Duration.class),
                reader.need(prefix + "requests-per-minute", Integer.class),
                reader.need(prefix + "page-size", Integer.class));
    }

    private void checkCluster(String name) {
        String prefix = Declaration.prefix(Declaration.KUBERNETES, name);
        Map<String, String> hubsByNamespace =
                reader.get(prefix + "hubs", Map.class) == null ? null : reader.pairs(prefix + "hubs");
        if (hubsByNamespace != null && hubsByNamespace.isEmpty()) {
            reader.refuse(prefix + "hubs", "no namespace", "at least one", null);
        }
        needShorter(prefix + "ping-interval", prefix + "silence");
        Path kubeconfig = reader.get(prefix + "kubeconfig", Path.class);
        if (kubeconfig != null) {
            PropertiesText.text(kubeconfig, PropertiesText.MAX_BYTES, reader.problems());
        }
    }

    private void needShorter(String shorterKey, String longerKey) {
        Duration shorter = reader.get(shorterKey, Duration.class);
        Duration longer = reader.get(longerKey, Duration.class);
        if (shorter != null && longer != null && shorter.compareTo(longer) >= 0) {
            String expected = "less than %s, which is %s".formatted(longerKey, DurationText.of(longer));
            reader.refuse(shorterKey, Excerpt.quoted(DurationText.of(shorter)), expected, null);
        }
    }

    private void needThird(String shorterKey, String longerKey) {
        Duration shorter = reader.get(shorterKey, Duration.class);
        Duration longer = reader.get(longerKey, Duration.class);
        if (shorter != null && longer != null && shorter.multipliedBy(3).compareTo(longer) > 0) {
            String expected = "at most a third of %s, which is %s".formatted(longerKey, DurationText.of(longer));
            reader.refuse(shorterKey, Excerpt.quoted(DurationText.of(shorter)), expected, null);
        }
    }

    /** The tokens by hub; of those that have one. */
    private Map<String, Password> tokens() {
        Map<String, Password> tokens = new HashMap<>();
        for (String hub : hubs) {
            String key = Declaration.prefix(Declaration.JUPYTERHUB, hub) + "token";
            String fileKey = key + "-file";
            Password token = reader.get(key, Password.class);
            Path file = reader.get(fileKey, Path.class);
            if (reader.isGiven(key) == reader.isGiven(fileKey)) {
                String found = reader.isGiven(key) ? "both" : "neither";
                reader.refuse(
                        key,
                        found + " this " + (found.equals("both") ? "and " : "nor ") + fileKey,
                        "one of them",
                        null);
            } else if (file != null) {
                token = tokenOf(file, fileKey);
            }
            if (token != null) {
                tokens.put(hub, token);
            }
        }
        return tokens;
    }

    private @Nullable Password tokenOf(Path file, String key) {
        int before = reader.problems().size();
        String token = PropertiesText.text(file, MAX_TOKEN_FILE_BYTES, reader.problems())
                .strip();
        if (reader.problems().size() > before) {
            return null;
        }
        if (!Forms.isSecret(token)) {
            String expected = Forms.secret().expected() + " in " + Excerpt.ofMessage(file.toString());
            reader.refuse(key, token.isEmpty() ? "nothing in it" : SettingReader.HIDDEN, expected, null);
            return null;
        }
        return new Password(token);
    }

    private void checkRealms() {
        Set<String> known = new TreeSet<>(hubs);
        clusters.forEach(cluster -> known.addAll(hubsIn(cluster)));
        realms.keySet().stream()
                .filter(hub -> !known.contains(hub))
                .forEach(hub -> reader.refuse(
                        "realms",
                        Excerpt.quoted(hub),
                        "hubs of 'jupyterhub' or 'kubernetes.<cluster>.hubs': "
                                + (known.isEmpty() ? "none" : String.join(", ", known)),
                        NearestWord.to(hub, known)));
        Map<String, String> hubByRealm = new HashMap<>();
        for (String hub : hubs) {
            String other = hubByRealm.putIfAbsent(realmOf(hub), hub);
            if (other != null) {
                String found = "'%s' and '%s', both of realm '%s'".formatted(other, hub, realmOf(hub));
                reader.refuse(Declaration.JUPYTERHUB, found, "at most one hub of a realm", null);
            }
        }
    }

    private void checkSomethingIsWatched() {
        boolean isNamed = List.of(Declaration.KUBERNETES, Declaration.JUPYTERHUB, "policy.file").stream()
                .anyMatch(key -> reader.isGiven(key) && !isEmptyList(key));
        if (!isNamed) {
            reader.refuse(
                    Declaration.KUBERNETES,
                    "nothing to watch",
                    "a cluster, or a hub in 'jupyterhub', or policy.file",
                    null);
        }
    }

    private boolean isEmptyList(String key) {
        return (key.equals(Declaration.KUBERNETES) && clusters.isEmpty() && reader.get(key, List.class) != null)
                || (key.equals(Declaration.JUPYTERHUB) && hubs.isEmpty() && reader.get(key, List.class) != null);
    }

    /** Who holds the Lease, and where it is. */
    private record Leadership(String cluster, String namespace, String identity) {}

    /** Null if there is no election, or a problem. */
    private @Nullable Leadership leadership() {
        needShorter("leader-election.renew-deadline", "leader-election.lease-duration");
        needThird("leader-election.retry-period", "leader-election.renew-deadline");
        Boolean said = reader.get("leader-election", Boolean.class);
        boolean isOn = said == null ? !clusters.isEmpty() : said;
        foundOut.put("leader-election", String.valueOf(isOn));
        if (!isOn) {
            return null;
        }
        if (clusters.isEmpty()) {
            reader.refuse(
                    "leader-election", "'true'", "false where 'kubernetes' names no cluster to keep the Lease", null);
            return null;
        }
        String cluster = orFoundOut("leader-election.cluster", clusters.getFirst());
        if (cluster != null && !clusters.contains(cluster)) {
            reader.refuse(
                    "leader-election.cluster",
                    Excerpt.quoted(cluster),
                    "one of the names in 'kubernetes': " + String.join(", ", clusters),
                    NearestWord.to(cluster, clusters));
            return null;
        }
        String namespace = cluster == null ? null : orFoundOut("leader-election.namespace", namespaceIn(cluster));
        boolean isHubsRead = cluster != null
                && reader.get(Declaration.prefix(Declaration.KUBERNETES, cluster) + "hubs", Map.class) != null;
        if (isHubsRead && namespace == null && !reader.isGiven("leader-election.namespace")) {
            reader.refuse(
                    "leader-election.namespace",
                    "nothing",
                    "the name of a namespace, since kubernetes.%s.hubs names none".formatted(cluster),
                    null);
        }
        String identity = orFoundOut("leader-election.identity", host.name().isEmpty() ? null : host.name());
        if (identity == null && !reader.isGiven("leader-election.identity")) {
            reader.refuse("leader-election.identity", "nothing, and no host name", "a name", null);
        }
        return cluster == null || namespace == null || identity == null
                ? null
                : new Leadership(cluster, namespace, identity);
    }

    /** What is set, else the other if nothing is. */
    private @Nullable String orFoundOut(String key, @Nullable String other) {
        if (reader.isGiven(key) || other == null) {
            return reader.get(key, String.class);
        }
        foundOut.put(key, other);
        return other;
    }

    private @Nullable String namespaceIn(String cluster) {
        String prefix = Declaration.prefix(Declaration.KUBERNETES, cluster);
        List<String> namespaces = reader.pairs(prefix + "hubs").keySet().stream()
                .filter(namespace -> !namespace.equals(Declaration.OTHERS))
                .toList();
        boolean runsThere = !reader.isGiven(prefix + "kubeconfig") && !reader.isGiven(prefix + "context");
        // Where the collector runs is where its role lets it hold a Lease, as deploy/ has it.
        String own = runsThere ? host.namespace() : null;
        return own != null ? own : namespaces.isEmpty() ? null : namespaces.getFirst();
    }

    private Collection<String> hubsIn(String cluster) {
        return reader.pairs(Declaration.prefix(Declaration.KUBERNETES, cluster) + "hubs")
                .values();
    }

    private String realmOf(String hub) {
        return realms.getOrDefault(hub, hub);
    }
}
