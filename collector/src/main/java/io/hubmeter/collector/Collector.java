package io.hubmeter.collector;

import io.fabric8.kubernetes.client.Config;
import io.hubmeter.collector.config.JupyterHubConfig;
import io.hubmeter.collector.config.KubernetesConfig;
import io.hubmeter.collector.config.LeaderElectionConfig;
import io.hubmeter.collector.jupyterhub.AccountsTopic;
import io.hubmeter.collector.jupyterhub.JupyterHubSource;
import io.hubmeter.collector.kubernetes.KafkaOffsets;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.kubernetes.KubernetesSource;
import io.hubmeter.collector.kubernetes.KubernetesSourceConfig;
import io.hubmeter.collector.kubernetes.lease.Leadership;
import io.hubmeter.collector.policy.Hangup;
import io.hubmeter.collector.policy.PoliciesTopic;
import io.hubmeter.collector.policy.PolicySource;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a collector watches. Each source has a thread and a Kafka producer of its own.
 *
 * <pre>
 *   source                            reads                                  writes
 *   kubernetes/CLUSTER[/NAMESPACE]    pods by label selector: list, watch    hubmeter.pods, .offsets, .owners, .rejects
 *                                     daskclusters: get
 *   jupyterhub/HUB                    GET /hub/api/users, page by page       hubmeter.accounts, .rejects
 *   policy/FILE                       a file; SIGHUP makes it look at once   hubmeter.policies
 * </pre>
 *
 * With leader election all of them run in the one process that holds the Lease, and nowhere else.
 */
public final class Collector implements AutoCloseable {
    private final List<SourceRunner> runners = new ArrayList<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final SchemaRegistryClient registry;
    private final Hangup hangup;
    private final @Nullable Leadership leadership;

    private Collector(CollectorConfig config, MeterRegistry metrics, InstantSource clock) {
        registry = new HttpSchemaRegistry(config.registry());
        TopicReader topics = TopicReader.of(
                config.kafka().bootstrapServers(), registry, config.kafka().properties());
        for (KubernetesConfig cluster : config.kubernetes()) {
            for (KubernetesSourceConfig part : SourceConfigs.kubernetes(cluster, config)) {
                run(
                        new KubernetesSource(
                                part,
                                () -> KubernetesClients.connect(KubernetesClients.config(part), part.pingEvery()),
                                new KafkaOffsets(topics),
                                metrics,
                                clock),
                        config);
            }
        }
        for (JupyterHubConfig hub : config.jupyterHubs()) {
            run(new JupyterHubSource(SourceConfigs.jupyterHub(hub), new AccountsTopic(topics), clock, metrics), config);
        }
        PolicySource policy = config.policyFile() == null
                ? null
                : new PolicySource(
                        config.policyFile(),
                        PolicyFile.DEFAULT_LONGEST_WINDOW,
                        config.realms(),
                        new PoliciesTopic(topics),
                        clock,
                        metrics);
        if (policy != null) {
            run(policy, config);
        }
        // Without a policy too: the signal must not end the process.
        hangup = Hangup.listen(policy == null ? () -> {} : policy::reload);
        leadership = leadership(config, metrics, clock);
    }

    private void run(Source source, CollectorConfig config) {
        runners.add(new SourceRunner(
                source,
                () -> Publisher.connect(
                        config.kafka().bootstrapServers(),
                        registry,
                        config.kafka().properties()),
                failed::complete));
    }

    private static @Nullable Leadership leadership(CollectorConfig config, MeterRegistry metrics, InstantSource clock) {
        LeaderElectionConfig election = config.leaderElection();
        if (election == null) {
            return null;
        }
        Config home = config.kubernetes().stream()
                .filter(cluster -> cluster.cluster().equals(election.cluster()))
                .map(cluster -> KubernetesClients.config(cluster.kubeconfig(), cluster.context()))
                .findFirst()
                .orElseThrow();
        Leadership leadership = new Leadership(home, election.leadership(), clock);
        Gauge.builder("hubmeter.collector.leader", () -> leadership.isLeader() ? 1 : 0)
                .description("1 in the collector that holds the Lease")
                .register(metrics);
        return leadership;
    }

    /** Starts everything, or waits for its turn to do so. */
    public static Collector start(CollectorConfig config, MeterRegistry metrics, InstantSource clock) {
        Collector collector = new Collector(config, metrics, clock);
        if (collector.leadership == null) {
            collector.startSources();
        } else {
            collector.leadership.start(collector::startSources, collector::stopSources);
        }
        return collector;
    }

    /** Everything that tells how it fares: the sources and, with leader election, the Lease. */
    public List<Reporting> reporting() {
        List<Reporting> all = new ArrayList<>(runners);
        if (leadership != null) {
            all.add(leadership);
        }
        return all;
    }

    /** Completes with a sentence when a source has died of something that trying again does not help against. */
    public CompletionStage<String> failed() {
        return failed;
    }

    private void startSources() {
        runners.forEach(SourceRunner::start);
    }

    private void stopSources() {
        // All at once: whoever leads next does not wait.
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            runners.forEach(runner -> each.execute(runner::stop));
        }
    }

    /** Stops everything, and gives the Lease away. */
    @Override
    public void close() {
        hangup.close();
        if (leadership != null) {
            leadership.close();
        }
        stopSources();
        registry.close();
    }
}
