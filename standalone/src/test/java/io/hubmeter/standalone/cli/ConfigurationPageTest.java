package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.CollectorConfig;
import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.Declaration;
import io.hubmeter.collector.config.Group;
import io.hubmeter.collector.config.Host;
import io.hubmeter.standalone.cull.CullDeclaration;
import io.hubmeter.standalone.cull.CullSettings;
import io.hubmeter.standalone.serve.ServeDeclaration;
import io.hubmeter.standalone.serve.ServeSettings;
import io.hubmeter.standalone.stream.StreamDeclaration;
import io.hubmeter.standalone.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Host HOST = new Host("host-1", null);

    @Test
    void thePageIsThatOfTheDeclarations() throws Exception {
        String page = ConfigurationPage.markdown(List.of(
                new ConfigurationPage.Chapter("collect", Declaration.groups(), example("collector.properties")),
                new ConfigurationPage.Chapter("stream", StreamDeclaration.groups(), example("stream.properties")),
                new ConfigurationPage.Chapter("serve", ServeDeclaration.groups(), example("serve.properties")),
                new ConfigurationPage.Chapter("cull", CullDeclaration.groups(), example("cull.properties"))));
        if (Boolean.getBoolean("hubmeter.docs.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("%s; to write it anew: -Dhubmeter.docs.update=true", PAGE)
                .isEqualTo(page);
    }

    private static String example(String file) throws IOException {
        return Files.readString(EXAMPLES.resolve(file));
    }

    @Test
    void theExampleOfACollectorIsAcceptable(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");
        List<String> files = List.of(
                "jupyterhub.campus.token-file=" + token,
                "kafka.properties-file=" + client,
                "kubernetes.gpu.kubeconfig=" + client);

        CollectorConfig config =
                CollectorConfig.from(new ConfigInput(EXAMPLES.resolve("collector.properties"), Map.of(), files, HOST));

        assertThat(config.warnings()).isEmpty();
        assertThat(config.kubernetes()).hasSize(2);
        assertThat(config.jupyterHubs()).hasSize(1);
    }

    @Test
    void theExampleOfAStreamProcessorIsAcceptable(@TempDir Path folder) throws Exception {
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");

        StreamSettings settings = StreamSettings.read(new ConfigInput(
                EXAMPLES.resolve("stream.properties"), Map.of(), List.of("kafka.properties-file=" + client), HOST));

        assertThat(settings.app().kafkaProperties()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void theExamplesOfADecisionApiAndItsTokensAreAcceptable(@TempDir Path folder) throws Exception {
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");
        var certificate =
                io.hubmeter.standalone.kubernetes.SelfSigned.in(folder).files();
        Path token = Files.writeString(folder.resolve("pages-token"), "0123456789abcdef\n");
        List<String> files = List.of(
                "kafka.properties-file=" + client,
                "pages.token.file=" + token,
                "api.tokens.file=" + EXAMPLES.resolve("tokens.properties"),
                "api.tls.certificate=" + certificate.certificateChain(),
                "api.tls.key=" + certificate.privateKey());

        ServeSettings settings =
                ServeSettings.read(new ConfigInput(EXAMPLES.resolve("serve.properties"), Map.of(), files, HOST));

        assertThat(settings.warnings()).allMatch(warning -> warning.contains("can be read by every user"));
        assertThat(java.util.Objects.requireNonNull(settings.pages()).sizes()).hasSize(3);
        assertThat(settings.api().tokens().configured()).hasSize(4);
    }

    @Test
    void theExampleOfACullerIsAcceptable(@TempDir Path folder) throws Exception {
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        var certificate =
                io.hubmeter.standalone.kubernetes.SelfSigned.in(folder).files();
        List<String> files = List.of(
                "kafka.properties-file=" + client,
                "hub.token-file=" + token,
                "api.token-file=" + token,
                "api.ca-file=" + certificate.certificateChain());

        CullSettings settings =
                CullSettings.read(new ConfigInput(EXAMPLES.resolve("cull.properties"), Map.of(), files, HOST));

        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.isEnabled()).isTrue();
        assertThat(settings.culler().isRehearsal()).isTrue();
        assertThat(settings.dask()).isNotNull();
        assertThat(settings.culler().loop().group()).isEqualTo("hubmeter-culler-campus-dry-run");
    }

    @Test
    void everySentenceIsOne() {
        assertThat(Stream.of(
                                Declaration.groups(),
                                StreamDeclaration.groups(),
                                ServeDeclaration.groups(),
                                CullDeclaration.groups())
                        .flatMap(List<Group>::stream)
                        .flatMap(group -> group.settings().stream()))
                .allSatisfy(setting -> assertThat(setting.sentence()).matches("[A-Z].*[.]"));
    }
}
