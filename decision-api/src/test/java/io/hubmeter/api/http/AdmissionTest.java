package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.pods.ResourceRules;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reviews of pods, as an API server sends them and as the client library of Kubernetes reads the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String SINGLE_USER = "'app.kubernetes.io/component':'singleuser-server'";
    private static final String WORKER = "'app.kubernetes.io/component':'dask-worker','gateway.dask.org/cluster':'%s'";

    private final World world = new World();

    @BeforeEach
    void resetWorld() {
        world.reset();
        world.recorded.clear();
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void aPodForWhichThereIsEnoughIsAllowedAndRecorded() throws Exception {
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("alice", SINGLE_USER, "4Gi")));
        assertThat(response.getAllowed()).isTrue();
        assertThat(response.getStatus()).isNull();
        DecisionEntry entry = Objects.requireNonNull(world.recorded.poll());
        assertThat(response.getAuditAnnotations())
                .containsEntry("decision", entry.id().toString())
                .containsEntry("outcome", "permit")
                .containsEntry("account", "default/alice");
        assertThat(entry.question().account()).isEqualTo(World.ALICE);
        assertThat(entry.groups()).as("as the hub last reported").containsExactly("regular");
        assertThat(entry.question().server()).isEqualTo("training");
        assertThat(entry.question().request().rates())
                .containsEntry(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(4)))
                .containsEntry(Resource.CPU, Resource.CPU.rateOf(new BigDecimal("0.5")))
                .containsEntry(Resource.GPU, java.math.BigInteger.ZERO);
    }

    @Test
    void aPodForWhichNothingIsLeftIsDeniedWithTheSentence() throws Exception {
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("bob", SINGLE_USER, "4Gi")));
        assertThat(response.getAllowed()).isFalse();
        assertThat(response.getStatus().getCode()).isEqualTo(403);
        assertThat(response.getStatus().getMessage()).contains("60 of your 60 GiB-hours");
        assertThat(response.getAuditAnnotations()).containsEntry("outcome", "deny");
        assertThat(world.recorded).hasSize(1);
    }

    /** Sidecars, init containers and overhead count as they will be charged: the request is not the first container's. */
    @Test
    void thePodIsCountedAsTheSchedulerCountsIt() throws Exception {
        String spec = "{'overhead':{'memory':'1Gi'},'initContainers':["
                + "{'name':'proxy','restartPolicy':'Always','resources':{'requests':{'memory':'2Gi'}}},"
                + "{'name':'load','resources':{'requests':{'memory':'9Gi'}}}],"
                + "'containers':[{'name':'notebook','resources':{'limits':{'memory':'4Gi','nvidia.com/gpu':'1'}}}]}";
        review(create(World.HUB_ACCOUNT, podOf(metadata("alice", SINGLE_USER), spec)));
        assertThat(Objects.requireNonNull(world.recorded.poll())
                        .question()
                        .request()
                        .rates())
                .containsEntry(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(12)))
                .containsEntry(Resource.GPU, Resource.GPU.rateOf(BigDecimal.ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-admin", "system:serviceaccount:jhub:hub2", "system:serviceaccount:jhub", ""})
    void aPodForAUserFromAnybodyElseIsDenied(String requester) throws Exception {
        for (String pod : new String[] {
            pod("alice", SINGLE_USER, "1Gi"),
            pod("alice", "'x':'y'", "1Gi"),
            pod(null, SINGLE_USER, "1Gi"),
            pod(null, "'component':'singleuser-server'", "1Gi"),
            pod(null, WORKER.formatted("known"), "1Gi"),
            pod(null, "'gateway.dask.org/cluster':'known'", "1Gi"),
            pod("alice", "'component':'user-placeholder'", "1Gi")
        }) {
            AdmissionResponse response = review(create(requester, pod));
            assertThat(response.getAllowed()).as(pod).isFalse();
            assertThat(response.getStatus().getCode()).isEqualTo(403);
            assertThat(response.getStatus().getMessage())
                    .contains("asked by '" + requester + "'")
                    .contains("only these may create pods for users: " + World.HUB_ACCOUNT);
            assertThat(response.getAuditAnnotations()).containsExactly(Map.entry("refusal", "foreign-requester"));
        }
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void theMessageNamesTheAnnotationAndItsValue() throws Exception {
        assertThat(review(create("mallory", pod("alice", "'x':'y'", "1Gi")))
                        .getStatus()
                        .getMessage())
                .startsWith("metadata: found annotation hub.jupyter.org/username 'alice', asked by 'mallory'");
    }

    @Test
    void aPodOfAKnownDaskClusterIsChargedToItsOwner() throws Exception {
        assertThat(review(create(World.HUB_ACCOUNT, pod(null, WORKER.formatted("known"), "4Gi")))
                        .getAllowed())
                .isTrue();
        DecisionEntry entry = Objects.requireNonNull(world.recorded.poll());
        assertThat(entry.question().account()).isEqualTo(World.ALICE);
        assertThat(entry.question().server()).isEqualTo("dask-gateway/known");
    }

    @Test
    void theAnnotationDecidesEvenIfTheClusterIsKnown() throws Exception {
        review(create(World.HUB_ACCOUNT, pod("zoe", WORKER.formatted("known"), "4Gi")));
        assertThat(Objects.requireNonNull(world.recorded.poll()).question().account())
                .isEqualTo(new AccountId("default", "zoe"));
    }

    @Test
    void aPodOfAnUnknownDaskClusterIsDeniedUnlessThatIsAllowed() throws Exception {
        String review = create(World.HUB_ACCOUNT, pod(null, WORKER.formatted("other"), "4Gi"));
        AdmissionResponse denied = review(review);
        assertThat(denied.getAllowed()).isFalse();
        assertThat(denied.getStatus().getMessage())
                .startsWith("DaskCluster jhub/other: found no owner, expected one that the collector has told of");
        try (DecisionApi lenient =
                beside(new AdmissionRules(Map.of(World.HUB_ACCOUNT, "default"), true, ResourceRules.DEFAULT))) {
            AdmissionResponse allowed = reviewAt(lenient.uri(), review);
            assertThat(allowed.getAllowed()).isTrue();
            assertThat(allowed.getWarnings()).hasSize(1);
            assertThat(allowed.getAuditAnnotations()).containsExactly(Map.entry("refusal", "unknown-owner"));
        }
        assertThat(world.recorded).isEmpty();
    }

    /** The same mapping as the collector's makes another resource of the same devices. */
    @Test
    void resourcesAreMappedAsConfigured() throws Exception {
        ResourceRules rules =
                ResourceRules.parse(java.util.List.of("nvidia.com/*=mig"), java.util.List.of("memory=limits"));
        try (DecisionApi other = beside(new AdmissionRules(Map.of(World.HUB_ACCOUNT, "default"), false, rules))) {
            String spec = "{'containers':[{'name':'n','resources':{'requests':{'memory':'1Gi'},"
                    + "'limits':{'memory':'3Gi','nvidia.com/gpu':'2'}}}]}";
            reviewAt(other.uri(), create(World.HUB_ACCOUNT, podOf(metadata("alice", SINGLE_USER), spec)));
        }
        assertThat(Objects.requireNonNull(world.recorded.poll())
                        .question()
                        .request()
                        .rates())
                .containsEntry(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(3)))
                .containsEntry(new Resource("mig"), java.math.BigInteger.valueOf(2_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "kubernetes-admin, 'x':'y'",
                "kubernetes-admin, 'app.kubernetes.io/component':'hub'",
                "system:serviceaccount:kube-system:statefulset-controller, 'component':'user-placeholder'"
            })
    void otherPodsAreAllowedAndNothingIsRecorded(String requester, String labels) throws Exception {
        AdmissionResponse response = review(create(requester, pod(null, labels, "4Gi")));
        assertThat(response.getAllowed()).isTrue();
        assertThat(response.getAuditAnnotations()).isNullOrEmpty();
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void aPodForAUserThatNamesNoneIsDenied() throws Exception {
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod(null, SINGLE_USER, "4Gi")));
        assertThat(response.getAllowed()).isFalse();
        assertThat(response.getAuditAnnotations()).containsEntry("refusal", "no-user");
    }

    @Test
    void aPodThatCannotBeCountedIsDeniedWithTheElement() throws Exception {
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("alice", SINGLE_USER, "4 gigs")));
        assertThat(response.getAllowed()).isFalse();
        assertThat(response.getStatus().getCode()).isEqualTo(400);
        assertThat(response.getStatus().getMessage())
                .contains("spec.containers[0].resources.requests.memory", "4 gigs", "a quantity such as 500m or 2Gi");
        assertThat(response.getAuditAnnotations()).containsEntry("refusal", "unusable-pod");
    }

    /** What a node would say of a pod that exists cannot make a pod smaller that does not. */
    @Test
    void aStatusThatTheRequesterWroteDoesNotCount() throws Exception {
        ObjectNode pod = (ObjectNode) JSON.readTree(json(pod("alice", SINGLE_USER, "4Gi")));
        pod.set(
                "status",
                JSON.readTree(json("{'conditions':[{'type':'PodResizePending','reason':'Infeasible','status':'True'}],"
                        + "'containerStatuses':[{'name':'notebook','resources':{'requests':{'memory':'1Mi'}}}]}")));
        review(create(World.HUB_ACCOUNT, pod.toString()));
        assertThat(Objects.requireNonNull(world.recorded.poll())
                        .question()
                        .request()
                        .rates())
                .containsEntry(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(4)));
    }

    @Test
    void aDryRunIsDecidedAndNotRecorded() throws Exception {
        for (String user : new String[] {"alice", "bob"}) {
            AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod(user, SINGLE_USER, "4Gi"))
                    .replace("'dryRun':false", "'dryRun':true"));
            assertThat(response.getAllowed()).isEqualTo(user.equals("alice"));
        }
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void observingAllowsWithWarningsOfAtMost120Characters() throws Exception {
        world.view.publish(World.policy(false));
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("bob", SINGLE_USER, "4Gi")));
        assertThat(response.getAllowed()).isTrue();
        assertThat(response.getWarnings())
                .isNotEmpty()
                .allSatisfy(warning -> assertThat(warning).hasSizeBetween(1, 120));
        assertThat(String.join(" ", response.getWarnings()))
                .startsWith("You may start this server, because quotas are not enforced at present.");
    }

    @Test
    void littleLeftIsAllowedWithAWarning() throws Exception {
        assertThat(review(create(World.HUB_ACCOUNT, pod("alice", SINGLE_USER, "4Gi")))
                        .getWarnings())
                .as("seven hours")
                .isNullOrEmpty();
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("alice", SINGLE_USER, "60Gi")));
        assertThat(response.getAllowed()).isTrue();
        assertThat(String.join(" ", response.getWarnings())).contains("enough for 52 minutes at this rate");
    }

    @Test
    void anUnknownIsAllowedWithAWarning() throws Exception {
        world.view.setReachable(false);
        AdmissionResponse response = review(create(World.HUB_ACCOUNT, pod("bob", SINGLE_USER, "4Gi")));
        assertThat(response.getAllowed()).isTrue();
        assertThat(response.getWarnings())
                .containsExactly(
                        "Quotas cannot be checked right now: usage cannot be read. Your server starts all the same.");
    }

    @ParameterizedTest
    @CsvSource({"'alice', 'bob', false", "'alice', , false", ", 'alice', false", "'alice', 'alice', true", ", , true"})
    void theUserOfAPodMayBeChangedByTheHubOnly(@Nullable String before, @Nullable String after, boolean others)
            throws Exception {
        String old = pod(before, "'x':'y'", "1Gi");
        String now = pod(after, "'x':'z'", "1Gi");
        assertThat(review(update("mallory", old, now)).getAllowed()).isEqualTo(others);
        assertThat(review(update(World.HUB_ACCOUNT, old, now)).getAllowed()).isTrue();
        assertThat(world.recorded).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'app.kubernetes.io/component':'singleuser-server', 'x':'y', false",
                "'app.kubernetes.io/component':'singleuser-server', 'app.kubernetes.io/component':'other', false",
                "'x':'y', 'app.kubernetes.io/component':'singleuser-server', false",
                "'x':'y', 'gateway.dask.org/cluster':'known', false",
                "'gateway.dask.org/cluster':'known', 'gateway.dask.org/cluster':'other', false",
                "'app.kubernetes.io/component':'hub', 'app.kubernetes.io/component':'proxy', true",
                "'x':'y', 'x':'z', true"
            })
    void theLabelsThatTellWhoseAPodIsMayBeChangedByTheHubOnly(String before, String after, boolean others)
            throws Exception {
        assertThat(review(update("mallory", pod(null, before, "1Gi"), pod(null, after, "1Gi")))
                        .getAllowed())
                .isEqualTo(others);
    }

    /** A placeholder is charged to nobody, so a label that makes one of a user's pod hides it from the meter. */
    @Test
    void aUsersPodCannotBeMadeAPlaceholder() throws Exception {
        String now = pod("alice", "'component':'user-placeholder'", "1Gi");
        AdmissionResponse response = review(update("mallory", pod("alice", "'x':'y'", "1Gi"), now));
        assertThat(response.getAllowed()).isFalse();
        assertThat(response.getStatus().getMessage()).contains("change the annotation and labels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'resource':'pods'|'resource':'deployments'",
                "'resource':{'group':''|'resource':{'group':'apps'",
                "'operation':'CREATE'|'operation':'DELETE'",
                "'operation':'CREATE'|'operation':'CONNECT'",
                "'dryRun'|'subResource':'binding','dryRun'",
                "'dryRun'|'subResource':'resize','dryRun'"
            })
    void everythingElseIsAllowedUntouched(String change) throws Exception {
        String[] parts = change.split("\\|", -1);
        String review = create("mallory", pod("alice", SINGLE_USER, "4Gi"));
        assertThat(review).contains(parts[0]);
        AdmissionResponse response = review(review.replace(parts[0], parts[1]));
        assertThat(response.getAllowed()).isTrue();
        assertThat(world.recorded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "{'apiVersion':'admission.k8s.io/v1beta1','kind':'AdmissionReview','request':{'uid':'u'}}",
                "{'apiVersion':'admission.k8s.io/v1','kind':'Pod','request':{'uid':'u'}}",
                "{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview'}",
                "{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview','request':{}}",
                "{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview','request':{'uid':''}}"
            })
    void whatIsNoReviewIs400(String body) throws Exception {
        assertThat(world.post(AdmissionHandler.PATH, json(body)).statusCode()).isEqualTo(400);
    }

    @Test
    void apiServersSayHowLongTheyWait() throws Exception {
        HttpResponse<String> response =
                world.post(AdmissionHandler.PATH + "?timeout=2s", json(create("mallory", pod(null, "'x':'y'", "1Gi"))));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    /** An object may have 1.5 MB, and an update brings two. */
    @Test
    void twoLargePodsFit() throws Exception {
        String large = pod("alice", SINGLE_USER, "1Gi")
                .replace("'name':'p'", "'name':'p','x':'" + "y".repeat(1_500_000) + "'");
        assertThat(review(update("mallory", large, large)).getAllowed()).isTrue();
    }

    private DecisionApi beside(AdmissionRules rules) {
        return DecisionApi.start(
                io.hubmeter.api.DecisionApiConfig.onLoopback(0, World.TOKENS),
                new Faces(null, rules, World.FACES.owners()),
                world.view,
                world.recorded::add,
                grant -> {},
                world.clock::get);
    }

    private AdmissionResponse review(String body) throws Exception {
        return reviewAt(world.api.uri(), body);
    }

    private static AdmissionResponse reviewAt(URI api, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(api.resolve(AdmissionHandler.PATH))
                            .header("Authorization", "Bearer " + World.ADMISSION)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            AdmissionReview review = JSON.readValue(response.body(), AdmissionReview.class);
            assertThat(review.getAdditionalProperties()).isEmpty();
            assertThat(review.getApiVersion()).isEqualTo("admission.k8s.io/v1");
            AdmissionResponse answer = review.getResponse();
            assertThat(answer.getAdditionalProperties()).isEmpty();
            assertThat(answer.getUid()).isEqualTo("uid-1");
            assertThat(
                            answer.getStatus() == null
                                    ? Map.of()
                                    : answer.getStatus().getAdditionalProperties())
                    .isEmpty();
            return answer;
        }
    }

    private static String create(String requester, String pod) {
        return request("CREATE", requester, pod, "null");
    }

    private static String update(String requester, String old, String pod) {
        return request("UPDATE", requester, pod, old);
    }

    private static String request(String operation, String requester, String pod, String old) {
        return ("{'apiVersion':'admission.k8s.io/v1','kind':'AdmissionReview','request':{'uid':'uid-1',"
                        + "'kind':{'group':'','version':'v1','kind':'Pod'},"
                        + "'resource':{'group':'','version':'v1','resource':'pods'},'name':'p','namespace':'jhub',"
                        + "'operation':'%s','userInfo':{'username':'%s','groups':['system:authenticated']},"
                        + "'object':%s,'oldObject':%s,'dryRun':false,'options':{}}}")
                .formatted(operation, requester, pod, old);
    }

    private static String pod(@Nullable String user, String labels, String memory) {
        return podOf(
                metadata(user, labels),
                "{'containers':[{'name':'notebook','image':'n','resources':{'requests':{'cpu':'500m','memory':'%s'}}}]}"
                        .formatted(memory));
    }

    private static String metadata(@Nullable String user, String labels) {
        String annotation = user == null ? "" : ",'hub.jupyter.org/username':'%s'".formatted(user);
        return "{'name':'p','namespace':'jhub','labels':{%s},'annotations':{'hub.jupyter.org/servername':'training'%s}}"
                .formatted(labels, annotation);
    }

    private static String podOf(String metadata, String spec) {
        return "{'apiVersion':'v1','kind':'Pod','metadata':%s,'spec':%s}".formatted(metadata, spec);
    }

    private static String json(String quotedSimply) {
        return quotedSimply.replace('\'', '"');
    }
}
