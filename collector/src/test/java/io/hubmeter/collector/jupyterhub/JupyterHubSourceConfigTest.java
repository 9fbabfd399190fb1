package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.hub.Secret;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JupyterHubSourceConfigTest {
    private static final URI URL = URI.create("https://hub.example/base/hub/api");
    private static final Secret TOKEN = Secret.of("0123abcd");

    @Test
    void hasDefaults() {
        assertThat(JupyterHubSourceConfig.of("prod", "lab", URL, TOKEN))
                .isEqualTo(new JupyterHubSourceConfig(
                        "prod", "lab", URL, TOKEN, 100, Duration.ofSeconds(60), 60, Duration.ofSeconds(10)));
    }

    @Test
    void doesNotShowItsToken() {
        assertThat(JupyterHubSourceConfig.of("prod", "lab", URL, TOKEN).toString())
                .doesNotContain("0123abcd");
    }

    @Test
    void takesASlashOffTheUrl() {
        assertThat(JupyterHubSourceConfig.of("prod", "lab", URI.create(URL + "/"), TOKEN)
                        .apiUrl())
                .isEqualTo(URL);
    }

    @Test
    void refusesWhatCannotBe() {
        refuses(() -> JupyterHubSourceConfig.of("Prod", "lab", URL, TOKEN), "hub: found 'Prod', expected 1 to 63");
        refuses(() -> JupyterHubSourceConfig.of("prod", "a/b", URL, TOKEN), "realm: found 'a/b', expected 1 to 63");
        for (String url : new String[] {
            "https://hub.example",
            "ftp://hub.example/hub/api",
            "/hub/api",
            "https://hub.example/hub/api?a=b",
            "mailto:a@b"
        }) {
            refuses(
                    () -> JupyterHubSourceConfig.of("prod", "lab", URI.create(url), TOKEN),
                    "apiUrl: found '%s', expected http(s)://…/hub/api".formatted(url));
        }
        refuses(
                () -> JupyterHubSourceConfig.of(
                        "prod", "lab", URI.create("https://a:geheim@hub.example/hub/api"), TOKEN),
                "apiUrl: found a user name in the URL, expected the token beside it");
        refuses(() -> with(0, 60, 60, 10), "pageSize: found 0, expected 1 to 200");
        refuses(() -> with(201, 60, 60, 10), "pageSize: found 201, expected 1 to 200");
        refuses(() -> with(1, 0, 60, 10), "pollInterval: found PT0S, expected PT1S to PT24H");
        refuses(() -> with(1, 60, 0, 10), "maxRequestsPerMinute: found 0, expected 1 to 600");
        refuses(() -> with(1, 60, 60, 301), "requestTimeout: found PT5M1S, expected PT0.1S to PT5M");
    }

    private static JupyterHubSourceConfig with(int page, int pollSeconds, int perMinute, int timeoutSeconds) {
        return new JupyterHubSourceConfig(
                "prod",
                "lab",
                URL,
                TOKEN,
                page,
                Duration.ofSeconds(pollSeconds),
                perMinute,
                Duration.ofSeconds(timeoutSeconds));
    }

    private static void refuses(Runnable construction, String message) {
        assertThatThrownBy(construction::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
