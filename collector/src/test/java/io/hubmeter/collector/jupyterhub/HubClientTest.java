package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.jupyterhub.HubAnswer.Next;
import io.hubmeter.collector.jupyterhub.HubAnswer.Page;
import io.hubmeter.collector.jupyterhub.HubAnswer.Trouble;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.hub.Exchange;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubClientTest {
    private final FakeHub hub = FakeHub.start();
    private final Exchange exchange = HubClient.exchange(Duration.ofSeconds(5));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void close() {
        exchange.close();
        hub.close();
    }

    @Test
    void aHubWithMoreUsersThanTheBoundIsNotReadFurther() throws InterruptedException {
        String body = "{\"items\":[],\"_pagination\":{\"next\":{\"offset\":%d,\"limit\":200}}}";
        hub.script(FakeHub.answer(200, body.formatted(199_999)), FakeHub.answer(200, body.formatted(200_000)));
        HubClient client = client(Secret.of(FakeHub.TOKEN));

        assertThat(client.page(new Next(199_800, 200))).isInstanceOf(Page.class);
        assertThat(client.page(new Next(199_800, 200)))
                .isEqualTo(new Trouble(
                        hub.apiUrl() + "/users?offset=199800&limit=200: found more than 200000 users,"
                                + " expected at most that many",
                        null));
    }

    @Test
    void aPageWithMoreUsersThanAskedForIsRefused() throws InterruptedException {
        hub.script(FakeHub.answer(
                200,
                "{\"items\":[{\"name\":\"a\",\"groups\":[]},{\"name\":\"b\",\"groups\":[]}],"
                        + "\"_pagination\":{\"next\":null}}"));

        assertThat(client(Secret.of(FakeHub.TOKEN)).page(new Next(0, 1)))
                .isEqualTo(new Trouble(
                        hub.apiUrl() + "/users?offset=0&limit=1: items: found 2 users, expected at most 1", null));
    }

    @Test
    void aTokenIsReadAgainForEachRequest() throws Exception {
        Path file = folder.resolve("token");
        HubClient client = client(Secret.inFile(file));

        assertThat(client.page(new Next(0, 1)))
                .isEqualTo(new Trouble("token: java.nio.file.NoSuchFileException: " + file, null));
        Files.writeString(file, "first\n");
        assertThat(client.page(new Next(0, 1))).isInstanceOf(Page.class);
        Files.writeString(file, "second\n");
        assertThat(client.page(new Next(0, 1))).isInstanceOf(Page.class);

        assertThat(hub.requests())
                .extracting(FakeHub.Request::authorization)
                .containsExactly("token first", "token second");
    }

    private HubClient client(Secret token) {
        FakeTicker ticker = new FakeTicker();
        return new HubClient(
                JupyterHubSourceConfig.of("prod", "lab", hub.apiUrl(), token),
                exchange,
                new RequestCeiling(60, ticker),
                ticker::instant,
                status -> {});
    }
}
