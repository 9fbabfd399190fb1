package io.hubmeter.standalone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.Host;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.pages.PagesConfig;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesSettingsTest {
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    private Path folder;

    private Path tokens;
    private Path token;

    @BeforeEach
    void writeTokens() throws Exception {
        tokens = Files.writeString(
                folder.resolve("tokens.properties"),
                "token.ana.role=admin\ntoken.ana.sha256=%s\n".formatted("0".repeat(64)));
        token = Files.writeString(folder.resolve("pages-token"), SECRET + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }

    private ConfigInput input(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "kafka.bootstrap-servers=kafka:9092",
                "schema-registry.url=http://registry:8081",
                "api.tokens.file=" + tokens));
        all.addAll(List.of(arguments));
        return new ConfigInput(null, Map.of(), all, new Host("host-1", null));
    }

    private ServeSettings with(String... arguments) throws ConfigRejected {
        List<String> all = new ArrayList<>(List.of(
                "pages.port=0",
                "pages.hub=campus",
                "pages.hub.api=http://127.0.0.1:8081/hub/api",
                "pages.token.file=" + token));
        all.addAll(List.of(arguments));
        return ServeSettings.read(input(all.toArray(String[]::new)));
    }

    private String problems(String... arguments) {
        try {
            return "accepted: " + with(arguments);
        } catch (ConfigRejected e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void withoutAPortThereAreNoPages() throws Exception {
        assertThat(ServeSettings.read(input("pages.hub=campus")).pages()).isNull();
    }

    @Test
    void whatIsNotSaidIsAsDocumented() throws Exception {
        ServeSettings settings = with();
        PagesConfig pages = Objects.requireNonNull(settings.pages());

        assertThat(pages.host()).isEqualTo("127.0.0.1");
        assertThat(pages.hub().prefix()).isEqualTo("/services/quota/");
        assertThat(pages.hub().isHttps()).isTrue();
        assertThat(pages.admins().everyHubAdmin()).isTrue();
        assertThat(pages.contact()).isNull();
        assertThat(pages.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(pages.sizes()).isEmpty();
        assertThat(pages.session()).isEqualTo(Duration.ofHours(8));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everythingSaidIsUsed() throws Exception {
        PagesConfig pages = Objects.requireNonNull(with(
                        "pages.host=127.0.0.2",
                        "pages.hub.base=/jupyter/hub/",
                        "pages.service=usage",
                        "pages.https=false",
                        "pages.admins=carol,group:ops",
                        "pages.contact=https://help.example/?a=b",
                        "pages.zone=Europe/Berlin",
                        "pages.sizes=Standard=cpu:500m memory:4Gi, GPU large=cpu:4 memory:1.5Gi gpu:1",
                        "pages.session=1h",
                        "realms=campus=all")
                .pages());

        assertThat(pages.host()).isEqualTo("127.0.0.2");
        assertThat(pages.hub().prefix()).isEqualTo("/jupyter/services/usage/");
        assertThat(pages.hub().isHttps()).isFalse();
        assertThat(pages.admins().everyHubAdmin()).isFalse();
        assertThat(pages.admins().users()).containsExactly("carol");
        assertThat(pages.admins().groups()).containsExactly("ops");
        assertThat(pages.contact()).isEqualTo(URI.create("https://help.example/?a=b"));
        assertThat(pages.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(pages.session()).isEqualTo(Duration.ofHours(1));
        assertThat(pages.realms().ofHub("campus")).isEqualTo("all");
        assertThat(pages.sizes()).extracting(size -> size.name()).containsExactly("Standard", "GPU large");
        assertThat(pages.sizes().get(0).request().rates())
                .containsEntry(Resource.CPU, BigInteger.valueOf(500_000))
                .containsEntry(Resource.MEMORY, BigInteger.valueOf(4L << 30).multiply(BigInteger.valueOf(1_000_000)));
        assertThat(pages.sizes().get(1).request().rates()).containsEntry(Resource.GPU, BigInteger.valueOf(1_000_000));
    }

    @Test
    void whatThePagesNeedIsSaidTogether() {
        assertThat(problemsOf(input("pages.port=1")))
                .contains("pages.hub: found nothing, expected a value, since pages.port is set")
                .contains("pages.hub.api: found nothing")
                .contains("pages.token.file: found nothing");
    }

    private static String problemsOf(ConfigInput input) {
        try {
            return "accepted: " + ServeSettings.read(input);
        } catch (ConfigRejected e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void eachMistakeIsSaid() {
        assertThat(problems("pages.hub.base=/hub"))
                .contains("pages.hub.base: found '/hub', expected a path that ends in /hub/");
        assertThat(problems("pages.hub.base=/../hub/")).contains("pages.hub.base: found '/../hub/'");
        assertThat(problemsOf(input(
                        "pages.port=0", "pages.hub=campus", "pages.hub.api=http://h:1", "pages.token.file=" + token)))
                .contains("api: found 'http://h:1', expected http or https, a host, and a path that ends in /hub/api");
        assertThat(problems("pages.service=a/b")).contains("pages.service: found 'a/b'");
        assertThat(problems("pages.zone=Mars/Base")).contains("pages.zone: found 'Mars/Base', expected a time zone");
        assertThat(problems("pages.contact=javascript:alert(1)"))
                .contains("pages.contact: found 'javascript:alert(1)'");
        assertThat(problems("pages.contact=http://x")).contains("pages.contact: found 'http://x'");
        assertThat(problems("pages.contact=https:///x")).contains("contact: found 'https:///x', expected an https");
        assertThat(problems("pages.admins=")).contains("pages.admins: found ''");
        assertThat(problems("pages.admins=hub,group:")).contains("pages.admins: found 'group:' in a list of 2");
        assertThat(problems("pages.sizes=Standard=4Gi")).contains("pages.sizes: found 'Standard=4Gi'");
        assertThat(problems("pages.sizes=Standard=cpu:1 cpu:2")).contains("pages.sizes: found 'Standard=cpu:1 cpu:2'");
        assertThat(problems("pages.session=9h")).contains("pages.session: found '9h'");
    }

    @Test
    void theTokenIsNeverRepeated() throws Exception {
        Files.writeString(token, "short");
        assertThat(problems())
                .contains("token of the service: found 5 characters, expected 16 to 512")
                .doesNotContain("short");
        Files.writeString(token, "with spaces between them");
        assertThat(problems()).contains("expected visible ASCII").doesNotContain("spaces between");
        Files.delete(token);
        assertThat(problems()).contains(token + ": found nothing to read (NoSuchFileException)");
    }

    @Test
    void whatIsProbablyNotMeantIsWarnedOf() throws Exception {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(with("pages.https=false").warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("pages.https is false"))
                .anyMatch(warning -> warning.contains("can be read by every user of this machine"));
    }
}
