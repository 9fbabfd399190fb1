package io.hubmeter.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.CollectorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path EXAMPLE = Path.of("../examples/collector.properties");

    @Test
    void thePageIsThatOfTheDeclaration() throws Exception {
        String page = ConfigurationPage.markdown(Declaration.groups(), Files.readString(EXAMPLE));
        if (Boolean.getBoolean("hubmeter.docs.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("%s; to write it anew: -Dhubmeter.docs.update=true", PAGE)
                .isEqualTo(page);
    }

    @Test
    void theExampleIsAcceptable(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Path client = Files.writeString(folder.resolve("client"), "security.protocol=SSL\n");
        List<String> files = List.of(
                "jupyterhub.campus.token-file=" + token,
                "kafka.properties-file=" + client,
                "kubernetes.gpu.kubeconfig=" + client);

        CollectorConfig config = CollectorConfig.from(new ConfigInput(EXAMPLE, Map.of(), files, Inputs.HOST));

        assertThat(config.warnings()).isEmpty();
        assertThat(config.kubernetes()).hasSize(2);
        assertThat(config.jupyterHubs()).hasSize(1);
    }

    @Test
    void everySentenceIsOne() {
        assertThat(Declaration.groups().stream().flatMap(group -> group.settings().stream()))
                .allSatisfy(setting -> assertThat(setting.sentence()).matches("[A-Z].*[.]"));
    }
}
