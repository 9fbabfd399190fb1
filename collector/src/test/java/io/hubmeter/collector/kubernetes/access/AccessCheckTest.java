package io.hubmeter.collector.kubernetes.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.hubmeter.collector.kubernetes.access.NeededAccess.LeaseName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers of API servers that the tests with a real one do not have: newer ones, which tell the user. */
class AccessCheckTest {

    private static final String COLLECTOR = "system:serviceaccount:hubmeter:collector";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private HttpServer http;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + http.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        http.stop(0);
    }

    @Test
    void aMissingVerbIsNamedWithItsUserAndItsRole() {
        allowUnless(question -> question.contains("watch"));
        tellUser();
        assertThat(messages(new NeededAccess(Set.of("jhub"), true, null)))
                .containsExactly("system:serviceaccount:hubmeter:collector may not 'watch' pods in namespace 'jhub':"
                        + " add verb \"watch\" on pods to its Role (deploy/collector-rbac.yaml)");
    }

    @Test
    void anOlderServerDoesNotTellTheUser() {
        allowUnless(question -> question.contains("daskclusters"));
        assertThat(messages(new NeededAccess(Set.of(), true, null)))
                .containsExactly("the collector may not 'get' daskclusters.gateway.dask.org in all namespaces:"
                        + " add verb \"get\" on daskclusters.gateway.dask.org to its ClusterRole"
                        + " (deploy/collector-rbac-whole-cluster.yaml)");
    }

    @Test
    void theLeaseIsNamed() {
        allowUnless(question -> question.contains("patch"));
        tellUser();
        assertThat(messages(new NeededAccess(Set.of("jhub"), true, new LeaseName("hubmeter", "hubmeter-collector"))))
                .containsExactly(COLLECTOR
                        + " may not 'patch' leases.coordination.k8s.io 'hubmeter-collector' in namespace 'hubmeter':"
                        + " add verb \"patch\" on leases.coordination.k8s.io to its Role (deploy/collector-rbac.yaml)");
    }

    @Test
    void allThatIsMissingIsToldTogether() {
        allowUnless(question -> true);
        tellUser();
        var access = new NeededAccess(Set.of("b", "a"), true, new LeaseName("hubmeter", "hubmeter-collector"));
        assertThat(new AccessCheck(client).missing(access.permissions()))
                .extracting(missing -> missing.permission().verb() + " "
                        + missing.permission().resource() + " "
                        + missing.permission().namespace())
                .containsExactly(
                        "list pods a",
                        "watch pods a",
                        "get daskclusters a",
                        "list pods b",
                        "watch pods b",
                        "get daskclusters b",
                        "create leases hubmeter",
                        "get leases hubmeter",
                        "patch leases hubmeter");
    }

    @Test
    void whatIsNotUsedIsNotAskedFor() {
        assertThat(new NeededAccess(Set.of("jhub"), false, null).permissions())
                .extracting(Permission::verb)
                .containsExactly("list", "watch");
    }

    private List<String> messages(NeededAccess access) {
        return new AccessCheck(client)
                .missing(access.permissions()).stream()
                        .map(MissingPermission::message)
                        .toList();
    }

    private void allowUnless(Predicate<String> refused) {
        answer(REVIEWS, question -> """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","status":{"allowed":%s}}""".formatted(!refused.test(question)));
    }

    private void tellUser() {
        answer(WHO, question -> """
                {"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","status":{"userInfo":{"username":"%s"}}}""".formatted(COLLECTOR));
    }

    private void answer(String path, UnaryOperator<String> body) {
        http.createContext(path, exchange -> {
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = body.apply(question).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }
}
