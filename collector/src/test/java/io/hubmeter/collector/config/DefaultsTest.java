package io.hubmeter.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.CollectorConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultsTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaidHasADefault() throws Exception {
        CollectorConfig config = Inputs.clusterAndHub().read(folder);

        assertThat(config)
                .isEqualTo(new CollectorConfig(
                        new KafkaConfig("kafka:9092", Map.of()),
                        URI.create("http://registry:8081"),
                        List.of(new KubernetesConfig(
                                "prod",
                                Map.of("jhub", "main"),
                                null,
                                null,
                                "app.kubernetes.io/component in (singleuser-server,dask-scheduler,dask-worker)",
                                true,
                                Map.of("nvidia.com/gpu", "gpu", "amd.com/gpu", "gpu"),
                                Map.of(),
                                500,
                                20_000,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(90))),
                        List.of(new JupyterHubConfig(
                                "main",
                                "main",
                                URI.create("https://hub.example/hub/api"),
                                new Password("s3cret"),
                                Duration.ofSeconds(60),
                                60,
                                100)),
                        null,
                        Map.of(),
                        Duration.ofSeconds(1),
                        new LeaderElectionConfig(
                                "prod",
                                "jhub",
                                "hubmeter-collector",
                                "host-1",
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(1)),
                        new HttpConfig("127.0.0.1", 8788),
                        config.effective(),
                        List.of()));
    }

    @Test
    void thereIsNoElectionWithoutACluster() throws Exception {
        CollectorConfig config = Inputs.cluster()
                .without("kubernetes")
                .without("kubernetes.prod.hubs")
                .argument("policy.file=p.yaml")
                .read(folder);

        assertThat(config.leaderElection()).isNull();
        assertThat(config.kubernetes()).isEmpty();
    }

    @Test
    void theLeaseIsBesideACollectorThatWatchesItsWholeCluster() throws Exception {
        CollectorConfig config = Inputs.cluster()
                .argument("kubernetes.prod.hubs=*=main")
                .on(new Host("pod-1", "own"))
                .read(folder);

        assertThat(config.leaderElection()).extracting("namespace", "identity").containsExactly("own", "pod-1");
    }

    @Test
    void laterOriginsWin() throws Exception {
        Inputs file = Inputs.cluster().in(Inputs.Origin.FILE, "http.port", "1001");
        Inputs environment = file.in(Inputs.Origin.ENVIRONMENT, "http.port", "1002");
        Inputs argument = environment.in(Inputs.Origin.ARGUMENT, "http.port", "1003");

        assertThat(file.read(folder).http().port()).isEqualTo(1001);
        assertThat(environment.read(folder).http().port()).isEqualTo(1002);
        assertThat(argument.read(folder).http().port()).isEqualTo(1003);
    }

    @Test
    void anEmptyListOverrulesADefault() throws Exception {
        CollectorConfig config =
                Inputs.cluster().argument("kubernetes.prod.resources=").read(folder);

        assertThat(config.kubernetes().getFirst().resources()).isEmpty();
    }

    @Test
    void namesWithHyphensHaveNamesInTheEnvironment() throws Exception {
        CollectorConfig config = Inputs.cluster()
                .variable("HUBMETER_KUBERNETES", "eu-1")
                .variable("HUBMETER_KUBERNETES_EU_1_HUBS", "jhub=main")
                .variable("HUBMETER_KUBERNETES_EU_1_PAGE_SIZE", "9")
                .without("kubernetes.prod.hubs")
                .read(folder);

        assertThat(config.kubernetes())
                .extracting("cluster", "pageSize")
                .containsExactly(org.assertj.core.groups.Tuple.tuple("eu-1", 9));
    }

    @Test
    void aNamespaceThatIsNotListedBelongsToTheOthers() throws Exception {
        KubernetesConfig whole = Inputs.cluster()
                .argument("kubernetes.prod.hubs=a=x,*=y")
                .read(folder)
                .kubernetes()
                .getFirst();
        KubernetesConfig some = Inputs.cluster().read(folder).kubernetes().getFirst();

        assertThat(whole.isWholeCluster()).isTrue();
        assertThat(whole.namespaces()).containsExactly("a");
        assertThat(whole.hubOf("a")).isEqualTo("x");
        assertThat(whole.hubOf("b")).isEqualTo("y");
        assertThat(some.isWholeCluster()).isFalse();
        assertThat(some.hubOf("b")).isNull();
    }

    @Test
    void whatIsInForceSaysWhereItComesFrom() throws Exception {
        CollectorConfig config = Inputs.clusterAndHub()
                .in(Inputs.Origin.ENVIRONMENT, "http.host", "0.0.0.0")
                .in(Inputs.Origin.ARGUMENT, "http.port", "1")
                .read(folder);

        assertThat(config.effective())
                .contains(
                        new EffectiveSetting("kubernetes", "prod", "c.properties:3"),
                        new EffectiveSetting("http.host", "0.0.0.0", "HUBMETER_HTTP_HOST"),
                        new EffectiveSetting("http.port", "1", "argument 1"),
                        new EffectiveSetting("heartbeat.interval", "1s", "default"),
                        new EffectiveSetting("leader-election", "true", "default"),
                        new EffectiveSetting("leader-election.namespace", "jhub", "default"),
                        new EffectiveSetting("jupyterhub.main.token", "[hidden]", "c.properties:7"));
    }

    @Test
    void secretsAreNotShown() throws Exception {
        Path properties = Inputs.written(folder, "kafka.properties", "sasl.jaas.config=pa55word\n");
        Inputs inputs = Inputs.clusterAndHub().argument("kafka.properties-file=" + properties);
        CollectorConfig config = inputs.read(folder);

        assertThat(config.kafka().properties()).containsEntry("sasl.jaas.config", "pa55word");
        assertThat(config.toString() + config.effective() + inputs.input(folder))
                .doesNotContain("s3cret", "pa55word");
    }

    @Test
    void whatIsProbablyNotMeantIsAWarning() throws Exception {
        CollectorConfig config = Inputs.clusterAndHub()
                .argument("leader-election.lease-duration=18s")
                .argument("kubernetes.prod.silence=60s")
                .argument("kubernetes.prod.hubs=jhub=another")
                .read(folder);

        assertThat(config.warnings())
                .containsExactly(
                        "leader-election.lease-duration and retry-period let a takeover last 22s400ms, not less than the usual "
                                + "20s",
                        "kubernetes.prod.silence is 1m: bookmarks come about every 1m, so quiet watches are opened anew all the "
                                + "time",
                        "jupyterhub: hub 'main' has no namespace in any kubernetes.<cluster>.hubs");
    }

    @Test
    void declaredKeysHaveNamesOfTheirOwnInTheEnvironment() {
        List<String> keys = List.copyOf(Declaration.of(List.of("a", "a-page", "a-ping"), List.of("a", "a-token"))
                .names());

        assertThat(EnvironmentNames.of(keys)).hasSameSizeAs(keys);
    }
}
