package io.hubmeter.collector.kubernetes.apiserver;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays what a cluster has beside its API server: KubeSpawner, the scheduler, the kubelet and Dask Gateway, in one namespace.
 * Requests are plain JSON over one connection; its methods may be called from several threads.
 */
public final class PlayedKubelet implements AutoCloseable {

    private static final int THREADS = 16;
    private static final String MERGE = "application/strategic-merge-patch+json";
    private static final String JSON = "application/json";
    private static final ResourceDefinitionContext DASK_CLUSTERS = new ResourceDefinitionContext.Builder()
            .withGroup("gateway.dask.org")
            .withVersion("v1alpha1")
            .withKind("DaskCluster")
            .withPlural("daskclusters")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String pods;

    public PlayedKubelet(KubeApiServer server, String namespace) {
        var config = server.config(KubeApiServer.ADMIN);
        config.setMaxConcurrentRequests(THREADS);
        config.setMaxConcurrentRequestsPerHost(THREADS);
        client = new KubernetesClientBuilder().withConfig(config).build();
        this.namespace = namespace;
        pods = "https://127.0.0.1:%d/api/v1/namespaces/%s/pods".formatted(server.port(), namespace);
    }

    /** Creates a user's server as KubeSpawner does; it is not on a node yet. */
    public PlayedPod create(PlayedServer server) {
        return create(server, spawnerLabels(server), spawnerAnnotations(server));
    }

    /** Creates a pod with labels and annotations of the caller's choice. */
    public PlayedPod create(PlayedServer server, Map<String, String> labels, Map<String, String> annotations) {
        var pod = new HashMap<String, Object>();
        pod.put("apiVersion", "v1");
        pod.put("kind", "Pod");
        pod.put("metadata", Map.of("name", server.nameOfPod(), "labels", labels, "annotations", annotations));
        var requests = Map.of("cpu", server.cpuMillicores() + "m", "memory", Long.toString(server.memoryBytes()));
        var container = Map.of(
                "name", "notebook", "image", "example.org/notebook:1", "resources", Map.of("requests", requests));
        pod.put("spec", Map.of("restartPolicy", "OnFailure", "containers", List.of(container)));
        String path = "/" + server.nameOfPod();
        return new PlayedPod(server, send("POST", "", JSON, pod), () -> send("GET", path, JSON, null));
    }

    /** Creates many, several at a time; in the order asked for. */
    public List<PlayedPod> createAll(Collection<PlayedServer> servers) {
        return inParallel(servers.stream()
                .map(server -> (Callable<PlayedPod>) () -> create(server))
                .toList());
    }

    /** Does something to many pods, several at a time. */
    public void forAll(Collection<PlayedPod> many, Consumer<PlayedPod> action) {
        inParallel(many.stream()
                .map(pod -> Executors.callable(() -> action.accept(pod)))
                .toList());
    }

    /** Binds it to a node, as the scheduler does. The API server sets PodScheduled and dates it. */
    public void bind(PlayedPod pod) {
        Map<String, Object> binding = Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Map.of("name", pod.name(), "uid", pod.uid()),
                "target",
                Map.of("apiVersion", "v1", "kind", "Node", "name", "node-1"));
        exchange("POST", "/" + pod.name() + "/binding", JSON, binding);
        pod.bound();
    }

    /** Its container runs, since now. */
    public void run(PlayedPod pod) {
        var state = Map.of("running", Map.of("startedAt", wholeSecond().toString()));
        pod.heard(patchStatus(pod, status("Running", state)));
    }

    /** It ended well, now. */
    public void succeed(PlayedPod pod) {
        finish(pod, "Succeeded", wholeSecond());
    }

    /** It ended badly, now. */
    public void fail(PlayedPod pod) {
        finish(pod, "Failed", wholeSecond());
    }

    /**
     * It ended at an instant of the caller's choice.
     *
     * @param phase {@code Succeeded} or {@code Failed}
     * @param finishedAt of its container, in whole seconds
     */
    public void finish(PlayedPod pod, String phase, Instant finishedAt) {
        var terminated = Map.of("exitCode", phase.equals("Failed") ? 1 : 0, "finishedAt", finishedAt.toString());
        pod.finished(patchStatus(pod, status(phase, Map.of("terminated", terminated))));
    }

    /** The node threw it out: it has failed, and nobody says when its container finished. */
    public void evict(PlayedPod pod) {
        Instant before = Instant.now();
        Map<String, Object> status = new HashMap<>();
        status.put("phase", "Failed");
        status.put("reason", "Evicted");
        status.put("message", "The node was low on resource: memory.");
        status.put("containerStatuses", null);
        pod.heard(patchStatus(pod, status));
        pod.ended(EndBasis.OBSERVED_PHASE, before, Instant.now());
    }

    /** Writes any part of its status, as a strategic merge patch; what it means for the truth is the caller's to know. */
    public Pod patchStatus(PlayedPod pod, Map<String, Object> status) {
        return send("PATCH", "/" + pod.name() + "/status", MERGE, Map.of("status", status));
    }

    /** Asks for its end; it stays until {@link #deleteNow}, if it is on a node. */
    public void deleteGracefully(PlayedPod pod, Duration grace) {
        delete(pod, grace.toSeconds());
    }

    /** Removes it for good, as a kubelet does when nothing of it is left, or as {@code kubectl delete --force} does. */
    public void deleteNow(PlayedPod pod) {
        Instant before = Instant.now();
        delete(pod, 0);
        pod.ended(EndBasis.OBSERVED_DELETE, before, Instant.now());
    }

    /** Makes the API server know DaskCluster objects; harmless if it does. */
    public void installDaskClusters() {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .load(Objects.requireNonNull(PlayedKubelet.class.getResourceAsStream("daskclusters.yaml")))
                .serverSideApply();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("daskclusters.gateway.dask.org")
                .waitUntilCondition(PlayedKubelet::established, 20, TimeUnit.SECONDS);
    }

    /** Creates a user's Dask cluster object, without pods. */
    public void createDaskCluster(String name, String user) {
        var cluster = new GenericKubernetesResource();
        cluster.setApiVersion("gateway.dask.org/v1alpha1");
        cluster.setKind("DaskCluster");
        cluster.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        cluster.setAdditionalProperty("spec", Map.of("username", user));
        client.resource(cluster).create();
    }

    public void deleteDaskCluster(String name) {
        client.genericKubernetesResources(DASK_CLUSTERS)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    /** A Dask cluster object as stored. */
    public GenericKubernetesResource daskCluster(String name) {
        return client.genericKubernetesResources(DASK_CLUSTERS)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    /** Creates a pod of a Dask cluster as Dask Gateway does: it names the cluster, not the user. */
    public PlayedPod createDaskPod(String cluster, PlayedServer server, String component) {
        return create(
                server,
                Map.of(
                        "app.kubernetes.io/name", "dask-gateway",
                        "app.kubernetes.io/component", component,
                        "gateway.dask.org/cluster", cluster),
                Map.of());
    }

    @Override
    public void close() {
        client.close();
    }

    private static boolean established(@Nullable CustomResourceDefinition definition) {
        if (definition == null
                || definition.getStatus() == null
                || definition.getStatus().getConditions() == null) {
            return false;
        }
        return definition.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
    }

    private void delete(PlayedPod pod, long graceSeconds) {
        var options = Map.of("gracePeriodSeconds", graceSeconds, "preconditions", Map.of("uid", pod.uid()));
        pod.heard(send("DELETE", "/" + pod.name(), JSON, options));
    }

    private static Map<String, String> spawnerLabels(PlayedServer server) {
        var labels = new HashMap<String, String>();
        labels.put("app.kubernetes.io/name", "jupyterhub");
        labels.put("app.kubernetes.io/managed-by", "kubespawner");
        labels.put("app.kubernetes.io/component", "singleuser-server");
        labels.put("component", "singleuser-server");
        labels.put("hub.jupyter.org/servername", server.server().isEmpty() ? "" : Slug.of(server.server(), 63));
        if (server.user() != null) {
            labels.put("hub.jupyter.org/username", Slug.of(server.user(), 63));
        }
        return labels;
    }

    private static Map<String, String> spawnerAnnotations(PlayedServer server) {
        var annotations = new HashMap<String, String>();
        if (server.user() != null) {
            annotations.put("hub.jupyter.org/username", server.user());
        }
        if (!server.server().isEmpty()) {
            annotations.put("hub.jupyter.org/servername", server.server());
        }
        return annotations;
    }

    private static Map<String, Object> status(String phase, Map<String, ?> state) {
        var container = Map.of(
                "name",
                "notebook",
                "image",
                "example.org/notebook:1",
                "imageID",
                "",
                "ready",
                phase.equals("Running"),
                "restartCount",
                0,
                "state",
                withoutOthers(state));
        return Map.of("phase", phase, "containerStatuses", List.of(container));
    }

    /** A patch adds to what is stored, so that the states that no longer hold must be taken away. */
    private static Map<String, @Nullable Object> withoutOthers(Map<String, ?> state) {
        var whole = new HashMap<String, @Nullable Object>();
        for (String other : List.of("waiting", "running", "terminated")) {
            whole.put(other, state.get(other));
        }
        return whole;
    }

    private static Instant wholeSecond() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private Pod send(String method, String path, String type, @Nullable Object body) {
        return client.getKubernetesSerialization().unmarshal(exchange(method, path, type, body), Pod.class);
    }

    private String exchange(String method, String path, String type, @Nullable Object body) {
        String json = body == null ? null : client.getKubernetesSerialization().asJson(body);
        var request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(pods + path)
                .method(method, type, json)
                .build();
        HttpResponse<String> answer =
                client.getHttpClient().sendAsync(request, String.class).join();
        if (!answer.isSuccessful()) {
            throw new IllegalStateException(
                    "%s %s%s: %d %s".formatted(method, pods, path, answer.code(), answer.body()));
        }
        return answer.body();
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var results = new ArrayList<T>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}
