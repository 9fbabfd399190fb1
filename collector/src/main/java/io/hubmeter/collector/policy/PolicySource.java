package io.hubmeter.collector.policy;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Interruption;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.collector.source.UpGauge;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.hub.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the operator's policy file whenever its content is another than the one in force.
 *
 * <p>It looks when something happens in the file's folder, when it is told to ({@link #reload}), and in any case every ten
 * seconds, since not every change is told: Kubernetes mounts a ConfigMap as links that lead elsewhere. What it finds counts
 * when it stays the same for a moment. A file that is invalid, empty, missing or unreadable changes nothing: the last good
 * policy stays in force, and {@link #health} says what is wrong. So does one whose realms are not those of the collector's
 * settings: usage would be charged in one realm and limited in another. There is one policy in force, so there is one such source.
 */
public final class PolicySource implements Source {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final int MOST_LOOKS = 25;
    private static final int SHOWN_PROBLEMS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(PolicySource.class);

    private final Path file;
    private final Duration longestWindow;
    private final Map<String, String> realms;
    private final KnownPolicies known;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Duration lookEvery;
    private final MeterRegistry meters;
    private final Semaphore wake = new Semaphore(0);
    private @Nullable PolicyResult seen;
    private volatile SourceHealth health = new SourceHealth(State.WAITING, null, null);

    /**
     * A source; the file need not exist yet.
     *
     * @param longestWindow the longest window that the stores can answer for, usually {@link PolicyFile#DEFAULT_LONGEST_WINDOW}
     * @param realms the collector's own setting: the realm by hub, of hubs that are not a realm of their own name
     */
    public PolicySource(
            Path file,
            Duration longestWindow,
            Map<String, String> realms,
            KnownPolicies known,
            InstantSource clock,
            MeterRegistry meters) {
        this(file, longestWindow, realms, known, clock, Ticker.system(), LOOK_EVERY, meters);
    }

    PolicySource(
            Path file,
            Duration longestWindow,
            Map<String, String> realms,
            KnownPolicies known,
            InstantSource clock,
            Ticker ticker,
            Duration lookEvery,
            MeterRegistry meters) {
        if (file.getFileName() == null) {
            throw new IllegalArgumentException("policy file: found '%s', expected a file".formatted(file));
        }
        this.file = file.toAbsolutePath();
        this.longestWindow = longestWindow;
        this.realms = Map.copyOf(realms);
        this.known = known;
        this.clock = clock;
        this.ticker = ticker;
        this.lookEvery = lookEvery;
        this.meters = meters;
        UpGauge.register(meters, name(), () -> health.state() == State.LIVE);
    }

    @Override
    public String name() {
        return "policy/" + file.getFileName();
    }

    @Override
    public SourceHealth health() {
        return health;
    }

    /** Looks at the file soon, even if nothing seems to have happened; from any thread. */
    public void reload() {
        wake.release();
    }

    @Override
    public void run(Publisher publisher) throws InterruptedException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        try (FolderWatch watch = new FolderWatch(folder, this::reload)) {
            health = new SourceHealth(State.SNAPSHOT, health.heardAt(), null);
            Optional<String> inForce = known.newestHash();
            seen = null;
            while (true) {
                watch.ensure();
                Optional<PolicyResult> found = settled();
                if (found.isPresent()) {
                    inForce = take(found.get(), inForce, publisher);
                }
                boolean _ = wake.tryAcquire(lookEvery.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException | InterruptException end) {
            health = new SourceHealth(State.WAITING, health.heardAt(), null);
            throw Interruption.of(end);
        } catch (RuntimeException failure) {
            health = new SourceHealth(State.FAILING, health.heardAt(), failure.toString());
            throw failure;
        }
    }

    private PolicyResult read() {
        return RealmCheck.check(PolicyFile.read(file, longestWindow), realms);
    }

    /** What the file holds, once it holds it for a moment; empty if it keeps changing. */
    private Optional<PolicyResult> settled() throws InterruptedException {
        PolicyResult before = read();
        if (before.equals(seen)) {
            return Optional.of(before);
        }
        for (int look = 1; look <= MOST_LOOKS; look++) {
            // An editor may write a file in several steps.
            ticker.pause(SETTLE);
            PolicyResult now = read();
            if (now.equals(before)) {
                return Optional.of(now);
            }
            before = now;
        }
        return Optional.empty();
    }

    /** Acts on what the file holds; the answer is the hash of the policy in force then. */
    private Optional<String> take(PolicyResult found, Optional<String> inForce, Publisher publisher) {
        boolean isNew = !found.equals(seen);
        seen = found;
        return switch (found) {
            case PolicyResult.Valid(Policy policy) -> {
                if (!inForce.equals(Optional.of(policy.hash()))) {
                    publish(policy, publisher);
                }
                health = new SourceHealth(State.LIVE, now(), null);
                yield Optional.of(policy.hash());
            }
            case PolicyResult.Invalid(List<PolicyProblem> problems) -> {
                if (isNew) {
                    refuse(problems);
                }
                yield inForce;
            }
        };
    }

    private void publish(Policy policy, Publisher publisher) {
        publisher.policy(policy, now());
        publisher.flush();
        meters.counter("hubmeter.collector.events", "source", name(), "op", "policy")
                .increment();
        LOG.info("{}: published {} with hash {}", name(), file, policy.hash());
    }

    private void refuse(List<PolicyProblem> problems) {
        String shown = problems.stream()
                .limit(SHOWN_PROBLEMS)
                .map(PolicyProblem::toString)
                .collect(Collectors.joining("; "));
        String detail = problems.size() > SHOWN_PROBLEMS
                ? "%s; and %d more".formatted(shown, problems.size() - SHOWN_PROBLEMS)
                : shown;
        LOG.warn("{}: {} is not used, the last good policy stays in force: {}", name(), file, detail);
        meters.counter("hubmeter.collector.policy.invalid", "source", name()).increment();
        health = new SourceHealth(State.FAILING, health.heardAt(), detail);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
