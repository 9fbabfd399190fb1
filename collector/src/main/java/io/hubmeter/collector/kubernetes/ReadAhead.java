package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, read ahead of whoever reads it: the client's own stream asks for the next few kilobytes only when
 * the ones before are used up, so that decrypting and parsing would take turns. Ahead are {@value #MOST_BYTES} bytes and one
 * more piece at the most; then the server has to wait. Thread-safe: it may be closed while another thread reads.
 */
final class ReadAhead extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    static final int MOST_BYTES = 1 << 20;

    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private @Nullable AsyncBody body;
    private int bytesAhead;
    private boolean isPaused;
    private boolean isDone;
    private boolean isClosed;
    private @Nullable Throwable failure;

    /** Begins to read the body of a response that is consumed by this. */
    void begin(AsyncBody from) {
        synchronized (this) {
            body = from;
        }
        var _ = from.done().whenComplete((nothing, thrown) -> ended(thrown));
        from.consume();
    }

    @Override
    public synchronized void consume(List<ByteBuffer> value, AsyncBody from) {
        for (ByteBuffer piece : value) {
            bytesAhead += piece.remaining();
            pieces.add(piece);
        }
        isPaused = bytesAhead >= MOST_BYTES;
        if (!isPaused) {
            from.consume();
        }
        notifyAll();
    }

    private synchronized void ended(@Nullable Throwable thrown) {
        isDone = true;
        failure = thrown;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        await();
        if (isClosed) {
            throw new IOException("the stream was closed");
        }
        if (!hasRemaining()) {
            if (failure != null) {
                throw new IOException("the stream broke off: " + failure.getMessage(), failure);
            }
            return -1;
        }
        int taken = 0;
        while (taken < length && hasRemaining()) {
            ByteBuffer piece = pieces.getFirst();
            int some = Math.min(length - taken, piece.remaining());
            piece.get(into, offset + taken, some);
            taken += some;
        }
        bytesAhead -= taken;
        if (isPaused && bytesAhead < MOST_BYTES) {
            isPaused = false;
            Objects.requireNonNull(body).consume();
        }
        return taken;
    }

    private boolean hasRemaining() {
        while (!pieces.isEmpty() && !pieces.getFirst().hasRemaining()) {
            pieces.removeFirst();
        }
        return !pieces.isEmpty();
    }

    /** Waits for a piece or the end. */
    private synchronized void await() throws IOException {
        try {
            while (!hasRemaining() && !isDone && !isClosed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public void close() {
        AsyncBody open;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            open = body;
            pieces.clear();
            notifyAll();
        }
        if (open != null) {
            open.cancel();
        }
    }
}
