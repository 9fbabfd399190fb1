package io.hubmeter.api.view;

import io.hubmeter.wire.LineReader;
import io.hubmeter.wire.json.JsonUnacceptable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an instance tells, one a line, as it arrives; in memory is one at a time.
 *
 * @param <T> what a line says
 */
final class StreamedLines<T> extends Spliterators.AbstractSpliterator<T> {
    private final String what;
    private final URI instance;
    private final LineReader lines;
    private final Function<byte[], T> reader;

    private StreamedLines(String what, URI instance, InputStream in, Function<byte[], T> reader) {
        super(Long.MAX_VALUE, Spliterator.NONNULL);
        this.what = what;
        this.instance = instance;
        this.lines = new LineReader(in);
        this.reader = reader;
    }

    /**
     * A stream that ends the connection when it is closed, and when the time is up.
     *
     * @param what is told, for messages
     */
    static <T> Stream<T> stream(
            String what, URI instance, InputStream in, Duration deadline, Function<byte[], T> reader) {
        CompletableFuture<Void> timeUp = CompletableFuture.runAsync(
                () -> close(in), CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS));
        return StreamSupport.stream(new StreamedLines<>(what, instance, in, reader), false)
                .onClose(() -> {
                    timeUp.cancel(false);
                    close(in);
                });
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        T told;
        try {
            byte[] line = lines.next();
            if (line == null || line.length == 0) {
                return false;
            }
            told = reader.apply(line);
        } catch (IOException | JsonUnacceptable e) {
            throw new UsageUnavailable("%s: %s broke off: %s".formatted(what, instance, e.getMessage()), e);
        }
        action.accept(told);
        return true;
    }
}
