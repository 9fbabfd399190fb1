package io.hubmeter.api.view;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.wire.json.AccountJson;
import io.hubmeter.wire.json.JsonUnacceptable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Accounts as they arrive, one a line; in memory is one at a time. */
final class AccountLines extends Spliterators.AbstractSpliterator<AccountId> {
    private static final int LONGEST_LINE = 16 * 1024;

    private final URI instance;
    private final InputStream in;

    private AccountLines(URI instance, InputStream in) {
        super(Long.MAX_VALUE, Spliterator.NONNULL);
        this.instance = instance;
        this.in = new BufferedInputStream(in);
    }

    /** A stream that ends the connection when it is closed, and when the time is up. */
    static Stream<AccountId> stream(URI instance, InputStream in, Duration deadline) {
        CompletableFuture<Void> timeUp = CompletableFuture.runAsync(
                () -> close(in), CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS));
        return StreamSupport.stream(new AccountLines(instance, in), false).onClose(() -> {
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
    public boolean tryAdvance(Consumer<? super AccountId> action) {
        AccountId account;
        try {
            byte[] line = line();
            if (line.length == 0) {
                return false;
            }
            account = AccountJson.read(line);
        } catch (IOException | JsonUnacceptable e) {
            throw new UsageUnavailable("accounts: %s broke off: %s".formatted(instance, e.getMessage()), e);
        }
        action.accept(account);
        return true;
    }

    /** The next line without its end; empty at the end of the answer. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() > 0) {
                    throw new IOException("found part of a line, expected all of it");
                }
                break;
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("found a line of more than %d bytes".formatted(LONGEST_LINE));
            }
            line.write(b);
        }
        return line.toByteArray();
    }
}
