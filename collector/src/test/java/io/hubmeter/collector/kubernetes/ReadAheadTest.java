package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
    private final ReadAhead stream = new ReadAhead();
    private final PlayedBody body = new PlayedBody();

    @Test
    void piecesComeInTheirOrderAndThenTheEnd() throws IOException {
        stream.begin(body);
        body.send(stream, "ab");
        body.send(stream, "");
        body.send(stream, "cd");
        body.done.complete(null);

        assertThat(stream.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("abcd");
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void aReadReturnsWhatIsThereWithoutWaitingForMore() throws IOException {
        stream.begin(body);
        body.send(stream, "abc");

        assertThat(stream.read(new byte[100], 0, 100)).isEqualTo(3);
    }

    @Test
    void aByteIsNotNegative() throws IOException {
        stream.begin(body);
        stream.consume(List.of(ByteBuffer.wrap(new byte[] {-1})), body);

        assertThat(stream.read()).isEqualTo(255);
    }

    @Test
    void theServerWaitsWhileTooMuchIsAhead() throws IOException {
        stream.begin(body);
        assertThat(body.asked).isEqualTo(1);
        body.send(stream, "a");
        assertThat(body.asked).as("asked again at once").isEqualTo(2);
        stream.consume(List.of(ByteBuffer.allocate(ReadAhead.MOST_BYTES)), body);
        assertThat(body.asked).as("not asked again").isEqualTo(2);

        stream.read();
        assertThat(body.asked).as("still as much as may be ahead").isEqualTo(2);
        stream.read();
        assertThat(body.asked).isEqualTo(3);
        stream.read();
        assertThat(body.asked).as("asked once").isEqualTo(3);
    }

    @Test
    void whatCameBeforeABreakIsReadFirst() throws IOException {
        stream.begin(body);
        body.send(stream, "a");
        body.done.completeExceptionally(new IOException("connection reset"));

        assertThat(stream.read()).isEqualTo('a');
        assertThatThrownBy(stream::read)
                .isInstanceOf(IOException.class)
                .hasMessage("the stream broke off: connection reset");
    }

    @Test
    void closingEndsAReadThatWaitsAndTheRequest() throws Exception {
        stream.begin(body);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                read.complete(stream.read());
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        Awaitility.await().until(() -> reader.getState() == Thread.State.WAITING);

        stream.close();

        assertThat(read).failsWithin(Duration.ofSeconds(10));
        assertThat(body.done).isCancelled();
    }

    @Test
    void anInterruptEndsAReadThatWaits() {
        stream.begin(body);
        Thread.currentThread().interrupt();

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(body.done).isCancelled();
    }

    /** A body that is sent by hand. */
    private static final class PlayedBody implements AsyncBody {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int asked;

        void send(ReadAhead to, String text) {
            to.consume(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))), this);
        }

        @Override
        public void consume() {
            asked++;
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            done.cancel(false);
        }
    }
}
