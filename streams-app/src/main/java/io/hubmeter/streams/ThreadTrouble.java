package io.hubmeter.streams;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a thread that throws. A damaged local copy is wiped with its task by Kafka Streams, since exactly-once keeps nothing
 * of a task that did not close cleanly: then another thread restores it. Everything else is our bug, or trouble that no
 * retry mends: stop, and be restarted from the last commit.
 */
final class ThreadTrouble implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTrouble.class);
    /** A disk that damages more than this is not to be trusted with further tries. */
    private static final int MOST_REPLACED = 5;

    private static final String OURS = "io.hubmeter.";

    private final LocalState local;
    private final AtomicInteger replaced = new AtomicInteger();
    private final AtomicReference<@Nullable String> cause = new AtomicReference<>();

    ThreadTrouble(LocalState local) {
        this.local = local;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        if (LocalState.isDamaged(exception) && replaced.incrementAndGet() <= MOST_REPLACED) {
            LOG.warn("local copies of a task are damaged; they are removed and restored from Kafka", exception);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        String sentence = local.fullDisk(exception).orElseGet(() -> innermost(exception));
        cause.compareAndSet(null, sentence);
        LOG.error("stream processor stops: {}", sentence, exception);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Why it stopped, in a sentence. */
    Optional<String> cause() {
        return Optional.ofNullable(cause.get());
    }

    /** The innermost that is ours, or else that says anything. */
    private static String innermost(Throwable exception) {
        Throwable told = exception;
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            boolean isOurs = told.getClass().getName().startsWith(OURS);
            if (cause.getMessage() != null
                    && (!isOurs || cause.getClass().getName().startsWith(OURS))) {
                told = cause;
            }
        }
        return told.toString();
    }
}
