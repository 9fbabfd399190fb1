package io.hubmeter.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.CollectorConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting reaches the record, from each of the three origins. */
class MappingTest {
    private static final String CLUSTER = "kubernetes.<cluster>.";
    private static final String HUB = "jupyterhub.<hub>.";

    @TempDir
    private static @Nullable Path folder;

    /**
     * A value other than the default.
     *
     * @param key as declared, with the placeholder of a source's name
     * @param text what is said
     * @param expected what comes out
     * @param from where it comes out
     */
    record Sample(String key, String text, Object expected, Function<CollectorConfig, @Nullable Object> from) {
        String realKey() {
            return key.replace("<cluster>", "prod").replace("<hub>", "main");
        }
    }

    private static Sample cluster(
            String key, String text, Object expected, Function<KubernetesConfig, @Nullable Object> from) {
        return new Sample(
                CLUSTER + key,
                text,
                expected,
                config -> from.apply(config.kubernetes().getFirst()));
    }

    private static Sample hub(
            String key, String text, Object expected, Function<JupyterHubConfig, @Nullable Object> from) {
        return new Sample(
                HUB + key,
                text,
                expected,
                config -> from.apply(config.jupyterHubs().getFirst()));
    }

    private static Sample election(
            String key, String text, Object expected, Function<LeaderElectionConfig, Object> from) {
        return new Sample(
                "leader-election." + key,
                text,
                expected,
                config -> from.apply(Objects.requireNonNull(config.leaderElection())));
    }

    private static List<Sample> samples() {
        Path home = Objects.requireNonNull(folder);
        Path properties = Inputs.written(home, "kafka.properties", "sasl.mechanism=PLAIN\n");
        Path token = Inputs.written(home, "token", "from-file\n");
        Path kubeconfig = Inputs.written(home, "kubeconfig", "kind: Config\n");
        return List.of(
                new Sample(
                        "kafka.bootstrap-servers",
                        "a:1, [::1]:65535",
                        "a:1,[::1]:65535",
                        config -> config.kafka().bootstrapServers()),
                new Sample(
                        "kafka.properties-file",
                        properties.toString(),
                        Map.of("sasl.mechanism", "PLAIN"),
                        config -> config.kafka().properties()),
                new Sample(
                        "schema-registry.url",
                        "https://r/api/",
                        URI.create("https://r/api"),
                        CollectorConfig::registry),
                new Sample(
                        "kubernetes",
                        "dev,prod",
                        List.of("dev", "prod"),
                        config -> config.kubernetes().stream()
                                .map(KubernetesConfig::cluster)
                                .toList()),
                new Sample(
                        "jupyterhub",
                        "main,more",
                        List.of("main", "more"),
                        config -> config.jupyterHubs().stream()
                                .map(JupyterHubConfig::hub)
                                .toList()),
                new Sample(
                        "policy.file",
                        "not/yet/there.yaml",
                        Path.of("not/yet/there.yaml"),
                        config -> config.policyFile()),
                new Sample(
                        "realms",
                        "main=campus",
                        "campus",
                        config -> config.jupyterHubs().getFirst().realm()),
                new Sample("heartbeat.interval", "500ms", Duration.ofMillis(500), CollectorConfig::heartbeatInterval),
                new Sample(
                        "leader-election",
                        "false",
                        "none",
                        config -> config.leaderElection() == null ? "none" : "some"),
                election("cluster", "prod", "prod", LeaderElectionConfig::cluster),
                election("namespace", "leases", "leases", LeaderElectionConfig::namespace),
                election("lease", "my.lease", "my.lease", LeaderElectionConfig::lease),
                election("identity", "Me-1", "Me-1", LeaderElectionConfig::identity),
                election("lease-duration", "13s", Duration.ofSeconds(13), LeaderElectionConfig::leaseDuration),
                election("renew-deadline", "9s", Duration.ofSeconds(9), LeaderElectionConfig::renewDeadline),
                election("retry-period", "1500ms", Duration.ofMillis(1500), LeaderElectionConfig::retryPeriod),
                new Sample(
                        "http.host",
                        "0.0.0.0",
                        "0.0.0.0",
                        config -> config.http().host()),
                new Sample("http.port", "0", 0, config -> config.http().port()),
                cluster("hubs", "a=x, *=y", Map.of("a", "x", "*", "y"), KubernetesConfig::hubs),
                cluster("kubeconfig", kubeconfig.toString(), kubeconfig, KubernetesConfig::kubeconfig),
                cluster("context", "admin@prod", "admin@prod", KubernetesConfig::context),
                cluster("selector", "!x,app in (a,b)", "!x,app in (a,b)", KubernetesConfig::selector),
                cluster("dask", "false", false, KubernetesConfig::dask),
                cluster(
                        "resources",
                        "nvidia.com/mig-*=nvidia.com/mig-*",
                        Map.of("nvidia.com/mig-*", "nvidia.com/mig-*"),
                        KubernetesConfig::resources),
                cluster(
                        "basis",
                        "cpu=larger,gpu=limits",
                        Map.of("cpu", "larger", "gpu", "limits"),
                        KubernetesConfig::basis),
                cluster("page-size", "7", 7, KubernetesConfig::pageSize),
                cluster("queue", "100", 100, KubernetesConfig::queueRecords),
                cluster("ping-interval", "3s", Duration.ofSeconds(3), KubernetesConfig::pingInterval),
                cluster("silence", "2m", Duration.ofMinutes(2), KubernetesConfig::silence),
                hub("url", "http://127.0.0.1:8081/x", URI.create("http://127.0.0.1:8081/x"), JupyterHubConfig::apiUrl),
                hub("token", "other", new Password("other"), JupyterHubConfig::token),
                hub("token-file", token.toString(), new Password("from-file"), JupyterHubConfig::token),
                hub("poll-interval", "5m", Duration.ofMinutes(5), JupyterHubConfig::pollInterval),
                hub("requests-per-minute", "30", 30, JupyterHubConfig::requestsPerMinute),
                hub("page-size", "50", 50, JupyterHubConfig::pageSize));
    }

    static Stream<Arguments> samplesFromEachOrigin() {
        return Stream.of(Inputs.Origin.values())
                .flatMap(origin -> samples().stream().map(sample -> Arguments.of(origin, sample.key(), sample)));
    }

    @ParameterizedTest(name = "{1} from {0}")
    @MethodSource("samplesFromEachOrigin")
    void everySettingReachesTheRecord(Inputs.Origin origin, String key, Sample sample) throws Exception {
        Path home = Objects.requireNonNull(folder);
        Inputs base = Inputs.clusterAndHub()
                .in(Inputs.Origin.FILE, "kubernetes.dev.hubs", "dev=dev")
                .in(Inputs.Origin.FILE, "jupyterhub.more.url", "http://more")
                .in(Inputs.Origin.FILE, "jupyterhub.more.token", "more");
        if (!key.equals("kubernetes")) {
            base = base.without("kubernetes.dev.hubs");
        }
        if (!key.equals("jupyterhub")) {
            base = base.without("jupyterhub.more.url").without("jupyterhub.more.token");
        }
        if (key.equals("jupyterhub.<hub>.token-file")) {
            base = base.without("jupyterhub.main.token");
        }
        boolean isDefault = sample.expected().equals(initial(sample, base, home));

        CollectorConfig config =
                base.in(origin, sample.realKey(), sample.text()).read(home);

        assertThat(sample.from().apply(config)).isEqualTo(sample.expected());
        assertThat(isDefault)
                .as("a sample that is the default shows nothing")
                .isEqualTo(key.equals("leader-election.cluster"));
    }

    private static @Nullable Object initial(Sample sample, Inputs base, Path home) {
        try {
            return sample.from().apply(base.without(sample.realKey()).read(home));
        } catch (ConfigRejected required) {
            return null;
        }
    }

    @Test
    void everyDeclaredSettingHasASample() {
        assertThat(samples())
                .extracting(Sample::key)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Declaration.groups().stream()
                        .flatMap(group -> group.settings().stream())
                        .map(Group.Setting::key)
                        .toList());
    }
}
