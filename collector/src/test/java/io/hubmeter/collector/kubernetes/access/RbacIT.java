package io.hubmeter.collector.kubernetes.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.hubmeter.collector.kubernetes.access.NeededAccess.LeaseName;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.collector.kubernetes.apiserver.SharedApiServer;
import io.hubmeter.collector.kubernetes.lease.Leadership;
import io.hubmeter.collector.kubernetes.lease.LeadershipConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped manifests, on a real API server: they allow what the collector does, and nothing more. */
class RbacIT {

    private static final String BY_NAMESPACE = "collector-rbac.yaml";
    private static final String WHOLE_CLUSTER = "collector-rbac-whole-cluster.yaml";
    private static final String NAME = "hubmeter-collector";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ResourceDefinitionContext DASK_CLUSTERS = new ResourceDefinitionContext.Builder()
            .withGroup("gateway.dask.org")
            .withVersion("v1alpha1")
            .withKind("DaskCluster")
            .withPlural("daskclusters")
            .withNamespaced(true)
            .build();

    private KubernetesClient admin;
    private KubeApiServer server;
    private String hub;
    private String home;
    private List<HasMetadata> manifest = List.of();

    @BeforeEach
    void makeNamespaces() throws InterruptedException {
        server = SharedApiServer.get();
        admin = server.client();
        hub = server.freshNamespace("jhub");
        home = server.freshNamespace("hubmeter");
    }

    @AfterEach
    void deleteManifest() {
        if (!manifest.isEmpty()) {
            admin.resourceList(manifest).delete();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_NAMESPACE, WHOLE_CLUSTER})
    void theManifestAllowsWhatTheCollectorDoes(String file) throws IOException {
        apply(file);
        try (KubernetesClient collector = collector();
                PlayedKubelet kubelet = new PlayedKubelet(server, hub)) {
            awaitAll(new AccessCheck(collector), needed(file));
            kubelet.installDaskClusters();
            kubelet.createDaskCluster("abc", "carol");
            var names = new CopyOnWriteArrayList<String>();
            var pods = file.equals(BY_NAMESPACE)
                    ? collector.pods().inNamespace(hub)
                    : collector.pods().inAnyNamespace();
            String version = pods.list(new ListOptionsBuilder().withLimit(2L).build())
                    .getMetadata()
                    .getResourceVersion();
            try (var watch = pods.watch(
                    new ListOptionsBuilder()
                            .withResourceVersion(version)
                            .withAllowWatchBookmarks(true)
                            .build(),
                    new Names(names))) {
                String name = kubelet.create(PlayedServer.of("alice", "")).name();
                await().atMost(PATIENCE).until(() -> names.contains(name));
                assertThat(watch).isNotNull();
            }
            assertThat(collector
                            .genericKubernetesResources(DASK_CLUSTERS)
                            .inNamespace(hub)
                            .withName("abc")
                            .get())
                    .isNotNull();
            try (var leadership =
                    new Leadership(collector.getConfiguration(), LeadershipConfig.of(home, NAME, "one"))) {
                leadership.start(() -> {}, () -> {});
                await().atMost(PATIENCE).until(leadership::isLeader);
            }
            // Gave it away: a patch of what existed.
            assertThat(admin.leases()
                            .inNamespace(home)
                            .withName(NAME)
                            .require()
                            .getSpec()
                            .getHolderIdentity())
                    .isNullOrEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_NAMESPACE, WHOLE_CLUSTER})
    void eachVerbOfTheManifestIsNeededAndNamedWhereItLacks(String file) throws IOException {
        apply(file);
        try (KubernetesClient collector = collector()) {
            var check = new AccessCheck(collector);
            var needed = needed(file);
            awaitAll(check, needed);
            var tried = new ArrayList<Permission>();
            for (HasMetadata role : manifest) {
                for (Removal removal : removals(role)) {
                    admin.resource(removal.without()).update();
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(check.missing(needed))
                                    .extracting(MissingPermission::permission)
                                    .containsExactly(removal.permission()));
                    tried.add(removal.permission());
                }
                admin.resource(role).update();
            }
            assertThat(tried).as("what the manifest allows").containsExactlyInAnyOrderElementsOf(needed);
        }
    }

    /** The API server learns of a role a little later than it stores it. */
    private static void awaitAll(AccessCheck check, SequencedSet<Permission> needed) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(check.missing(needed)).isEmpty());
    }

    private record Removal(Permission permission, HasMetadata without) {}

    /** The role without one verb on one resource, in every way. */
    private static List<Removal> removals(HasMetadata object) {
        var rules = switch (object) {
            case Role role -> role.getRules();
            case ClusterRole role -> role.getRules();
            default -> List.<PolicyRule>of();
        };
        var removals = new ArrayList<Removal>();
        for (int i = 0; i < rules.size(); i++) {
            PolicyRule rule = rules.get(i);
            assertThat(rule.getApiGroups()).hasSize(1);
            assertThat(rule.getResources()).hasSize(1);
            assertThat(rule.getResourceNames()).hasSizeLessThanOrEqualTo(1);
            assertThat(rule.getNonResourceURLs()).isEmpty();
            for (String verb : rule.getVerbs()) {
                var permission = new Permission(
                        verb,
                        rule.getApiGroups().getFirst(),
                        rule.getResources().getFirst(),
                        object.getMetadata().getNamespace(),
                        rule.getResourceNames().isEmpty()
                                ? null
                                : rule.getResourceNames().getFirst());
                removals.add(new Removal(permission, without(object, i, verb)));
            }
        }
        return removals;
    }

    private static HasMetadata without(HasMetadata object, int rule, String verb) {
        if (object instanceof Role role) {
            return role.edit().withRules(without(role.getRules(), rule, verb)).build();
        }
        ClusterRole role = (ClusterRole) object;
        return role.edit().withRules(without(role.getRules(), rule, verb)).build();
    }

    /** A rule without any verb would be refused. */
    private static List<PolicyRule> without(List<PolicyRule> rules, int index, String verb) {
        var remaining = new ArrayList<>(rules);
        var verbs = new ArrayList<>(rules.get(index).getVerbs());
        verbs.remove(verb);
        if (verbs.isEmpty()) {
            remaining.remove(index);
        } else {
            remaining.set(
                    index,
                    new PolicyRuleBuilder(rules.get(index)).withVerbs(verbs).build());
        }
        return remaining;
    }

    private SequencedSet<Permission> needed(String file) {
        Set<String> namespaces = file.equals(BY_NAMESPACE) ? Set.of(hub) : Set.of();
        return new NeededAccess(namespaces, true, new LeaseName(home, NAME)).permissions();
    }

    private KubernetesClient collector() {
        return new KubernetesClientBuilder()
                .withConfig(server.configOfServiceAccount(home, NAME))
                .build();
    }

    private void apply(String file) throws IOException {
        String text = Files.readString(Path.of("..", "deploy", file))
                .replace("namespace: jhub", "namespace: " + hub)
                .replace("namespace: hubmeter", "namespace: " + home);
        manifest = admin.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items();
        for (HasMetadata object : manifest) {
            admin.resource(object).create();
        }
    }

    private record Names(List<String> names) implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            names.add(pod.getMetadata().getName());
        }

        @Override
        public void onClose(@Nullable WatcherException cause) {}
    }
}
