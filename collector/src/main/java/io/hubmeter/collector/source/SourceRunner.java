package io.hubmeter.collector.source;

import io.hubmeter.collector.publish.PublishFailed;
import io.hubmeter.collector.publish.Publisher;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a source running on a thread of its own, with a publisher of its own, so that none holds up another. */
public final class SourceRunner implements Reporting, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
    private static final Duration JOIN = Duration.ofSeconds(20);
    private static final Duration HEALTHY = Duration.ofMinutes(1);
    private static final ExponentialBackoff BACKOFF = new ExponentialBackoff(500, 2, 30_000, 0.3);

    private final Source source;
    private final Supplier<Publisher> publishers;
    private final Consumer<String> died;
    private @Nullable Thread thread;
    private volatile @Nullable String trouble;

    /**
     * A runner that does not run yet.
     *
     * @param died told, in a sentence, when the thread has died of something that trying again does not help against
     */
    public SourceRunner(Source source, Supplier<Publisher> publishers, Consumer<String> died) {
        this.source = source;
        this.publishers = publishers;
        this.died = died;
    }

    @Override
    public String name() {
        return source.name();
    }

    /** That of the source while it runs; else why it does not. */
    @Override
    public synchronized SourceHealth health() {
        SourceHealth health = source.health();
        if (thread == null) {
            return new SourceHealth(SourceHealth.State.WAITING, health.heardAt(), null);
        }
        String why = trouble;
        return why == null ? health : new SourceHealth(SourceHealth.State.FAILING, health.heardAt(), why);
    }

    /** Starts; nothing if it runs. */
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .name(source.name())
                    .uncaughtExceptionHandler((dead, cause) -> {
                        LOG.error("{}: died", source.name(), cause);
                        died.accept(source.name() + ": " + cause);
                    })
                    .start(this::keepRunning);
        }
    }

    /** Stops, and waits until it has. It can be started again. */
    public void stop() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
            trouble = null;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(JOIN)) {
                LOG.warn("{}: does not stop; it is left behind", source.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void keepRunning() {
        int failures = 0;
        try {
            while (true) {
                long beganNs = System.nanoTime();
                Exception failure = runOnce();
                if (failure == null) {
                    return;
                }
                failures = System.nanoTime() - beganNs > HEALTHY.toNanos() ? 0 : failures;
                long waitMs = BACKOFF.backoff(failures++);
                trouble = failure.toString();
                LOG.warn("{}: {}; starts again in {} ms", source.name(), failure.toString(), waitMs, failure);
                Thread.sleep(waitMs);
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: stopped", source.name());
        }
    }

    /** The failure that ended it; null if it was told to stop. */
    private @Nullable Exception runOnce() {
        try (Publisher publisher = publishers.get()) {
            trouble = null;
            source.run(publisher);
            return new IllegalStateException("the source has returned");
        } catch (InterruptedException | InterruptException e) {
            return null;
        } catch (PublishFailed e) {
            return Thread.currentThread().isInterrupted() ? null : e;
        } catch (Exception e) {
            return e;
        }
    }
}
