package io.hubmeter.standalone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.metrics.AccountMetricsConfig;
import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.Host;
import io.hubmeter.pods.ResourceRules;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeSettingsTest {
    private static final Host HOST = new Host("host-1", null);
    private static final String TOKEN = "token.ana.role=admin\ntoken.ana.sha256=%s\n".formatted("0".repeat(64));

    @TempDir
    private Path folder;

    private Path tokens;

    @BeforeEach
    void writeTokens() throws Exception {
        tokens = Files.writeString(folder.resolve("tokens.properties"), TOKEN);
    }

    private ConfigInput input(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "kafka.bootstrap-servers=kafka:9092",
                "schema-registry.url=http://registry:8081",
                "api.tokens.file=" + tokens));
        all.addAll(List.of(arguments));
        return new ConfigInput(null, Map.of(), all, HOST);
    }

    private ServeSettings read(String... arguments) throws ConfigRejected {
        return ServeSettings.read(input(arguments));
    }

    private static List<String> problems(ConfigInput input) {
        try {
            return List.of("accepted: " + ServeSettings.read(input));
        } catch (ConfigRejected e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    @Test
    void whatIsNotSaidIsAsDocumented() throws Exception {
        ServeSettings settings = read();

        assertThat(settings.api().host()).isEqualTo("127.0.0.1");
        assertThat(settings.api().port()).isEqualTo(8787);
        assertThat(settings.api().tls()).isNull();
        assertThat(settings.api().realms().byHub()).isEmpty();
        assertThat(settings.publicUrl()).isNull();
        assertThat(settings.queries().instances()).containsExactly(URI.create("http://127.0.0.1:8790"));
        assertThat(settings.admission().hubs()).isEmpty();
        assertThat(settings.admission().allowUnknownOwners()).isTrue();
        assertThat(settings.admission().resources()).isEqualTo(ResourceRules.DEFAULT);
        assertThat(settings.cluster()).isNull();
        assertThat(settings.metrics()).isEqualTo(AccountMetricsConfig.DEFAULT);
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everythingSaidIsUsed() throws Exception {
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");
        ServeSettings settings = read(
                "kafka.properties-file=" + client,
                "api.host=127.0.0.2",
                "api.port=1",
                "api.public.url=https://hubmeter.example/x",
                "realms=campus=all,teaching=all",
                "queries=http://127.0.0.1:1,http://127.0.0.1:2",
                "admission.requesters=system:serviceaccount:jhub:hub=campus",
                "admission.cluster=prod",
                "admission.unknown.owners=deny",
                "admission.resources=amd.com/gpu=gpu",
                "admission.basis=memory=larger",
                "metrics.every=30s",
                "metrics.accounts.top=1",
                "metrics.accounts.threshold=95",
                "metrics.accounts.most=2",
                "metrics.accounts.all=true",
                "metrics.groups.most=3",
                "metrics.user-groups.most=4",
                "metrics.namespaces=jhub=campus");

        assertThat(settings.kafka().properties()).containsEntry("security.protocol", "SSL");
        assertThat(settings.registry()).isEqualTo(URI.create("http://registry:8081"));
        assertThat(settings.api().host()).isEqualTo("127.0.0.2");
        assertThat(settings.api().port()).isEqualTo(1);
        assertThat(settings.publicUrl()).isEqualTo(URI.create("https://hubmeter.example/x"));
        assertThat(settings.api().realms().ofHub("teaching")).isEqualTo("all");
        assertThat(settings.queries().instances()).hasSize(2);
        assertThat(settings.admission().hubs()).containsEntry("system:serviceaccount:jhub:hub", "campus");
        assertThat(settings.admission().allowUnknownOwners()).isFalse();
        assertThat(settings.admission().resources())
                .isEqualTo(ResourceRules.parse(List.of("amd.com/gpu=gpu"), List.of("memory=larger")));
        assertThat(settings.cluster()).isEqualTo("kubernetes/prod");
        assertThat(settings.metrics())
                .isEqualTo(new AccountMetricsConfig(
                        Duration.ofSeconds(30), 1, 0.95, 2, true, 3, 4, Map.of("jhub", "campus")));
    }

    @Test
    void everyProblemIsToldAtOnceAlsoThoseOfTokens() throws Exception {
        Files.writeString(tokens, TOKEN + "token.ci.role=admn\n");
        Path client = Files.writeString(folder.resolve("client"), "acks=0\n");

        assertThat(problems(input(
                        "kafka.properties-file=" + client,
                        "api.prot=1",
                        "api.tls.key=" + tokens,
                        "queries=https://query/x",
                        "admission.unknown.owners=alow",
                        "admission.requesters=hub")))
                .containsExactly(
                        "argument 5: found unknown setting 'api.prot', expected one that 'hubmeter serve --help' lists (did you mean 'api.port'?)",
                        "argument 9: admission.requesters: found 'hub', expected user=hub, or several separated by commas, each user once; a user as Kubernetes names it, such as system:serviceaccount:jhub:hub, a hub is 1 to 63 characters of a-z, 0-9 and -",
                        "argument 8: admission.unknown.owners: found 'alow', expected one of allow, deny (did you mean 'allow'?)",
                        "client:1: found 'acks', expected properties that the decision API does not set itself",
                        "api.tls.certificate: found nothing, expected a file, since api.tls.key names one",
                        "argument 7: queries: found 'https://query/x', expected URLs such as http://127.0.0.1:8790",
                        tokens
                                + ":3: token.ci.role: found 'admn', expected one of admin, hub, admission, metrics; did you mean admin?",
                        tokens + ": token.ci.sha256: found nothing, expected 64 hex digits in lower case");
    }

    /** There is no way to listen without. */
    @Test
    void withoutTokensNothingStarts() throws Exception {
        Files.writeString(tokens, "");

        assertThat(problems(input())).singleElement().asString().contains("token");
        assertThat(problems(new ConfigInput(
                        null, Map.of(), List.of("kafka.bootstrap-servers=k:1", "schema-registry.url=http://r"), HOST)))
                .containsExactly("api.tokens.file: found nothing, expected the path of a file");
        Files.delete(tokens);
        assertThat(problems(input())).singleElement().asString().startsWith(tokens + ": found nothing to read");
    }

    @Test
    void certificatesAndKeysThatAreNoneAreRefused() throws Exception {
        Path certificate =
                io.hubmeter.standalone.kubernetes.SelfSigned.in(folder).files().certificateChain();

        assertThat(problems(input("api.tls.certificate=" + tokens, "api.tls.key=" + tokens)))
                .containsExactly("argument 4: api.tls.certificate: found none, expected certificates, PEM");
        assertThat(problems(input("api.tls.certificate=" + certificate, "api.tls.key=" + tokens)))
                .containsExactly(
                        "argument 5: api.tls.key: found none of the kind of the certificate, expected a private key in PKCS#8, PEM, without a password");
    }

    @Test
    void listeningBeyondLoopbackWithoutTlsIsWarnedOf() throws Exception {
        assertThat(read("api.host=0.0.0.0").warnings())
                .singleElement()
                .asString()
                .startsWith("api.host is 0.0.0.0 and there is no api.tls.certificate: tokens");
        assertThat(read("api.host=localhost").warnings()).isEmpty();
    }

    @Test
    void admissionThatCannotWorkIsWarnedOf() throws Exception {
        assertThat(read("admission.requesters=system:serviceaccount:jhub:hub=campus")
                        .warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("API servers call nothing without TLS"))
                .anyMatch(warning -> warning.contains("admission.cluster is not"));
    }
}
