package io.hubmeter.wire.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.wire.QueryToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SECRET = "a-secret-of-no-consequence-at-all-0123456789";

    private final PeerClient client = new PeerClient(LONG, new QueryToken(SECRET));
    private final CountDownLatch ended = new CountDownLatch(1);

    @AfterEach
    void close() {
        ended.countDown();
        client.close();
    }

    @Test
    void whatIsAskedArrivesAndWhatIsAnsweredComesBack() throws Exception {
        List<String> heard = new ArrayList<>();
        PlayedPeer.Manner manner = exchange -> {
            heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Hubmeter-Forwarded") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.getResponseHeaders().set("ETag", "\"tag\"");
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            PlayedPeer.say(exchange, 404, "nothing".getBytes(UTF_8));
        };
        try (PlayedPeer peer = new PlayedPeer(0, manner)) {
            PeerRequest request =
                    new PeerRequest("POST", peer.uri(), Map.of("Hubmeter-Forwarded", "1"), "body".getBytes(UTF_8));
            PeerAnswer<byte[]> answer = answer(asked(request));

            assertThat(heard).containsExactly("POST /asked?a=b Bearer " + SECRET + " 1 body");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.type()).isEqualTo("text/plain");
            assertThat(answer.tag()).isEqualTo("\"tag\"");
            assertThat(answer.body()).asString(UTF_8).isEqualTo("nothing");
        }
    }

    @Test
    void anAnswerWithoutABodyHasNoBytes() throws Exception {
        try (PlayedPeer peer = new PlayedPeer(0, exchange -> PlayedPeer.say(exchange, 204, new byte[0]))) {
            assertThat(answer(asked(PeerRequest.get(peer.uri()))).body()).isEmpty();
        }
    }

    @Test
    void oneConnectionIsEnoughForOneQuestionAfterTheOther() throws Exception {
        try (PlayedPeer peer = new PlayedPeer(0, exchange -> PlayedPeer.say(exchange, 200, new byte[10]))) {
            for (int i = 0; i < 20; i++) {
                assertThat(answer(asked(PeerRequest.get(peer.uri()))).body()).hasSize(10);
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void aLargerAnswerThanIsAllowedIsAFailure() throws Exception {
        try (PlayedPeer peer = new PlayedPeer(0, exchange -> PlayedPeer.say(exchange, 200, new byte[1_000]))) {
            assertThat(answer(asked(PeerRequest.get(peer.uri()), 1_000)).body()).hasSize(1_000);
            assertThat(asked(PeerRequest.get(peer.uri()), 999).failure())
                    .hasMessage("found more, expected a body of at most 999 bytes");
        }
    }

    /** Else the first question after a restart would find one dead connection, the next another, and so on. */
    @Test
    void whenOneConnectionIsGoneSoAreTheOthers() throws Exception {
        int port;
        CountDownLatch all = new CountDownLatch(8);
        PlayedPeer.Manner together = exchange -> {
            all.countDown();
            all.await();
            PlayedPeer.say(exchange, 200, new byte[1]);
        };
        try (PlayedPeer peer = new PlayedPeer(0, together)) {
            port = peer.port();
            List<CompletableFuture<PeerOutcome<byte[]>>> outcomes = IntStream.range(0, 8)
                    .mapToObj(i -> begun(PeerRequest.get(peer.uri()), 10))
                    .toList();
            for (CompletableFuture<PeerOutcome<byte[]>> outcome : outcomes) {
                assertThat(answer(outcome.get(20, TimeUnit.SECONDS)).status()).isEqualTo(200);
            }
            assertThat(peer.connections()).isEqualTo(8);
        }
        try (PlayedPeer again = new PlayedPeer(port, exchange -> PlayedPeer.say(exchange, 200, new byte[1]))) {
            var _ = asked(PeerRequest.get(again.uri()));
            assertThat(answer(asked(PeerRequest.get(again.uri()))).status()).isEqualTo(200);
        }
    }

    @Test
    void nobodyThereIsAFailureThatSaysWhere() throws Exception {
        URI nobody;
        try (PlayedPeer peer = new PlayedPeer(0, exchange -> {})) {
            nobody = peer.uri();
        }
        assertThat(asked(PeerRequest.get(nobody)).failure()).hasMessageContaining(nobody.getAuthority());
    }

    @Test
    void silenceIsAFailure() throws Exception {
        try (PlayedPeer mute = new PlayedPeer(0, exchange -> ended.await())) {
            CompletableFuture<PeerOutcome<byte[]>> outcome = new CompletableFuture<>();
            var _ = client.ask(PeerRequest.get(mute.uri()), Duration.ofMillis(50), 10, outcome::complete);
            assertThat(outcome.get(20, TimeUnit.SECONDS).failure()).isNotNull();
            ended.countDown();
        }
    }

    @Test
    void whoCancelsIsToldAFailure() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        PlayedPeer.Manner mute = exchange -> {
            arrived.countDown();
            ended.await();
        };
        try (PlayedPeer peer = new PlayedPeer(0, mute)) {
            CompletableFuture<PeerOutcome<byte[]>> outcome = new CompletableFuture<>();
            PeerClient.Pending pending = client.ask(PeerRequest.get(peer.uri()), LONG, 10, outcome::complete);
            arrived.await();
            pending.cancel();
            assertThat(outcome.get(20, TimeUnit.SECONDS).failure()).isNotNull();
            ended.countDown();
        }
    }

    @Test
    void aStreamIsReadAsItComesAndEndsForWhoeverReadsWhenAnotherThreadClosesIt() throws Exception {
        PlayedPeer.Manner stalls = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            ended.await();
        };
        try (PlayedPeer peer = new PlayedPeer(0, stalls)) {
            CompletableFuture<PeerOutcome<InputStream>> outcome = new CompletableFuture<>();
            var _ = client.open(PeerRequest.get(peer.uri()), LONG, outcome::complete);
            InputStream body = answer(outcome.get(20, TimeUnit.SECONDS)).body();
            assertThat(body.read()).isEqualTo('a');
            Thread closer = Thread.ofVirtual().start(() -> close(body));
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
            closer.join();
            ended.countDown();
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PeerOutcome<byte[]> asked(PeerRequest request) throws Exception {
        return asked(request, 1_000);
    }

    private PeerOutcome<byte[]> asked(PeerRequest request, int mostBytes) throws Exception {
        return begun(request, mostBytes).get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<PeerOutcome<byte[]>> begun(PeerRequest request, int mostBytes) {
        CompletableFuture<PeerOutcome<byte[]>> outcome = new CompletableFuture<>();
        var _ = client.ask(request, LONG, mostBytes, outcome::complete);
        return outcome;
    }

    private static <T> PeerAnswer<T> answer(PeerOutcome<T> outcome) {
        return Objects.requireNonNull(outcome.answer(), () -> String.valueOf(outcome.failure()));
    }
}
