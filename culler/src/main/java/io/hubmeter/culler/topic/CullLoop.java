package io.hubmeter.culler.topic;

import io.hubmeter.culler.action.Stopper;
import io.hubmeter.hub.BackOff;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a session with Kafka going, on a thread of its own; after a failure it begins another, which rebuilds what is pending. */
public final class CullLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CullLoop.class);
    private static final Duration JOIN = Duration.ofSeconds(30);

    private final Settings settings;
    private final SchemaRegistryClient registry;
    private final Stopper stopper;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CullGauges gauges;
    private final Thread thread;
    private volatile boolean isToEnd;

    /**
     * How it works.
     *
     * @param name who writes down what was done
     * @param hub whose servers are stopped
     * @param group the consumer group, the same for all cullers that share the work
     * @param kafka properties of Kafka's clients, with where it is reached
     * @param mostPending how much may be pending before no more is read
     * @param concurrency how much is tried at a time
     * @param reportAfter after how long in vain it is reported that something cannot be stopped
     */
    public record Settings(
            String name,
            String hub,
            String group,
            Map<String, String> kafka,
            int mostPending,
            int concurrency,
            Duration reportAfter) {
        /** Keeps a copy. */
        public Settings {
            kafka = Map.copyOf(kafka);
        }
    }

    private CullLoop(
            Settings settings,
            SchemaRegistryClient registry,
            Stopper stopper,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.settings = settings;
        this.registry = registry;
        this.stopper = stopper;
        this.clock = clock;
        this.random = random;
        this.gauges = new CullGauges(metrics);
        this.thread = Thread.ofPlatform().name("culler").unstarted(this::keepGoing);
    }

    /** Starts. */
    public static CullLoop start(
            Settings settings,
            SchemaRegistryClient registry,
            Stopper stopper,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        CullLoop loop = new CullLoop(settings, registry, stopper, clock, random, metrics);
        loop.thread.start();
        return loop;
    }

    private void keepGoing() {
        BackOff backOff = new BackOff(random);
        while (!isToEnd) {
            Instant before = gauges.heardAt();
            try (CullSession session = new CullSession(settings, registry, stopper, clock, random, gauges)) {
                session.run(() -> isToEnd);
            } catch (InterruptException end) {
                return;
            } catch (RuntimeException failure) {
                if (!Objects.equals(gauges.heardAt(), before)) {
                    backOff.reset();
                }
                Duration wait = backOff.next();
                gauges.failed(failure.toString());
                LOG.warn("Kafka: {}; begins again in {}", failure.toString(), wait, failure);
                if (!paused(wait)) {
                    return;
                }
            }
        }
    }

    private static boolean paused(Duration wait) {
        try {
            Thread.sleep(wait);
            return true;
        } catch (InterruptedException end) {
            return false;
        }
    }

    /** Whether it has a share of the work; without one it stands by. */
    public boolean hasPartitions() {
        return gauges.hasPartitions();
    }

    /** When it last heard from Kafka; null if it did not yet. */
    public @Nullable Instant heardAt() {
        return gauges.heardAt();
    }

    /** What is wrong; null if nothing is. */
    public @Nullable String trouble() {
        return gauges.trouble();
    }

    /** Ends, giving what is under way a few seconds, and leaves the group. */
    @Override
    public void close() {
        isToEnd = true;
        try {
            if (!thread.join(JOIN)) {
                LOG.warn("the culler does not end; it is left behind");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
