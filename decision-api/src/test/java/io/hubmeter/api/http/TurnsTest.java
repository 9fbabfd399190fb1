package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Of more than can be worked on, what is too much is refused soon instead of being answered late. */
final class TurnsTest {
    private static final String ASKED = "{\"user\":\"alice\"}";

    @Test
    void whatIsTooMuchIsRefusedWhileHealthAndMetricsAreTold() throws Exception {
        try (World world = new World();
                BusyApi busy = new BusyApi(world)) {
            HttpResponse<String> second = busy.send("POST", "/v1/decisions", ASKED);
            HttpResponse<String> live = busy.send("GET", "/health/live", null);
            HttpResponse<String> contract = busy.send("GET", "/openapi.yaml", null);

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("Retry-After")).contains("1");
            assertThat(second.body())
                    .contains("urn:hubmeter:problem:too-busy")
                    .contains("calls being worked on: found 1, and no turn within 20 ms, expected fewer");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(contract.statusCode()).isEqualTo(503);
            assertThat(busy.finish().statusCode()).isEqualTo(200);
            assertThat(busy.send("POST", "/v1/decisions", ASKED).statusCode()).isEqualTo(200);
            assertThat(busy.send("GET", "/metrics", null).body()).contains("status=\"503\"");
        }
    }

    /** Who may not ask takes nobody's turn. */
    @Test
    void aStrangerIsToldSoWhateverIsBeingWorkedOn() throws Exception {
        try (World world = new World();
                BusyApi busy = new BusyApi(world);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(busy.uri() + "/v1/policy"))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aCallThatIsRefusedGivesItsTurnBack() throws Exception {
        try (World world = new World(BusyApi.ONE_AT_A_TIME)) {
            for (int i = 0; i < 3; i++) {
                assertThat(world.post("/v1/decisions", "{").statusCode()).isEqualTo(400);
            }
            assertThat(world.post("/v1/decisions", ASKED).statusCode()).isEqualTo(200);
        }
    }
}
