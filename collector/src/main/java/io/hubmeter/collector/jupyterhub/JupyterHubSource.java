package io.hubmeter.collector.jupyterhub;

import io.hubmeter.collector.jupyterhub.HubAnswer.Next;
import io.hubmeter.collector.jupyterhub.HubAnswer.Page;
import io.hubmeter.collector.jupyterhub.HubAnswer.Trouble;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Interruption;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.collector.source.UpGauge;
import io.hubmeter.hub.BackOff;
import io.hubmeter.hub.Exchange;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.Ticker;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the users of a hub and their groups again and again, and publishes an account when it changed.
 *
 * <p>What was published before is read from Kafka when {@link #run} begins. A user whom the hub does not have any more, in two
 * complete readings in a row, is published without groups: the usage stays, limits of former groups do not. (A deleted record
 * would not do: consumers keep what they know of an account when its record is deleted.) A user who cannot be an account goes
 * to the rejects once, and what was published of him stays; everybody else goes on.
 *
 * <p>A hub that cannot be read delays nothing but this: {@link #health} says what is wrong, and it is tried again, after what
 * the hub asks for or with growing waits. It sends no heartbeats, so it never holds up the clock of its realm. There is at most
 * one such source for a realm, see {@link JupyterHubSourceConfig}.
 */
public final class JupyterHubSource implements Source {
    /** What the token must allow, and all that it should. */
    public static final List<String> SCOPES = List.of("list:users", "read:users:name", "read:users:groups");

    /** The reason code of a user who cannot be an account. */
    public static final String BAD_USER = "bad-hub-user";

    private static final int ATTEMPTS_PER_PAGE = 3;
    private static final Logger LOG = LoggerFactory.getLogger(JupyterHubSource.class);

    private final JupyterHubSourceConfig config;
    private final KnownAccounts known;
    private final InstantSource clock;
    private final Ticker ticker;
    private final MeterRegistry meters;
    private final RequestCeiling ceiling;
    private final BackOff backOff;
    private Set<String> rejected = Set.of();
    private volatile SourceHealth health = new SourceHealth(State.WAITING, null, null);

    /** A source that waits as this machine's time passes. */
    public JupyterHubSource(
            JupyterHubSourceConfig config, KnownAccounts known, InstantSource clock, MeterRegistry meters) {
        this(config, known, clock, Ticker.system(), RandomGenerator.getDefault(), meters);
    }

    JupyterHubSource(
            JupyterHubSourceConfig config,
            KnownAccounts known,
            InstantSource clock,
            Ticker ticker,
            RandomGenerator random,
            MeterRegistry meters) {
        this.config = config;
        this.known = known;
        this.clock = clock;
        this.ticker = ticker;
        this.meters = meters;
        // Kept over runs: starting again is no leave to ask more often.
        this.ceiling = new RequestCeiling(config.maxRequestsPerMinute(), ticker);
        this.backOff = new BackOff(random);
        UpGauge.register(meters, name(), () -> health.state() == State.LIVE);
    }

    @Override
    public String name() {
        return "jupyterhub/" + config.hub();
    }

    @Override
    public SourceHealth health() {
        return health;
    }

    @Override
    public void run(Publisher publisher) throws InterruptedException {
        Exchange exchange = HubClient.exchange(config.requestTimeout());
        try {
            health = new SourceHealth(State.SNAPSHOT, health.heardAt(), null);
            AccountChanges changes = new AccountChanges(known.groups(config.realm()));
            HubClient client = new HubClient(config, exchange, ceiling, clock, this::countRequest);
            State reached = State.SNAPSHOT;
            while (true) {
                Duration start = ticker.elapsed();
                if (readUsers(client, changes, publisher, reached)) {
                    reached = State.LIVE;
                    health = new SourceHealth(State.LIVE, health.heardAt(), null);
                    ticker.pause(config.pollInterval().minus(ticker.elapsed().minus(start)));
                }
            }
        } catch (InterruptedException | InterruptException end) {
            health = new SourceHealth(State.WAITING, health.heardAt(), null);
            throw Interruption.of(end);
        } catch (RuntimeException failure) {
            health = new SourceHealth(State.FAILING, health.heardAt(), failure.toString());
            throw failure;
        } finally {
            exchange.close();
        }
    }

    /** Reads every page; false, after a wait, if the hub did not let it come to the last one. */
    private boolean readUsers(HubClient client, AccountChanges changes, Publisher publisher, State reached)
            throws InterruptedException {
        changes.start();
        Set<String> refusals = new HashSet<>();
        @Nullable Next next = new Next(0, config.pageSize());
        while (next != null) {
            Optional<Page> page = page(client, next, reached);
            if (page.isEmpty()) {
                return false;
            }
            publish(page.get().users(), changes, refusals, publisher);
            next = page.get().next();
        }
        Instant observedAt = now();
        List<String> gone = changes.complete();
        gone.forEach(user -> publisher.account(record(user, List.of(), observedAt)));
        acknowledged(publisher, gone.size());
        rejected = refusals;
        return true;
    }

    private Optional<Page> page(HubClient client, Next at, State reached) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS_PER_PAGE; attempt++) {
            switch (client.page(at)) {
                case Page page -> {
                    recovered(reached);
                    return Optional.of(page);
                }
                case Trouble trouble -> {
                    failed(trouble);
                    Duration growing = backOff.next();
                    ticker.pause(trouble.retryAfter() == null ? growing : trouble.retryAfter());
                }
            }
        }
        return Optional.empty();
    }

    private void publish(List<HubUser> users, AccountChanges changes, Set<String> refusals, Publisher publisher) {
        Instant observedAt = now();
        int published = 0;
        for (HubUser user : users) {
            Optional<String> problem = user.problem();
            if (problem.isPresent()) {
                changes.keep(user.name());
                if (refusals.add(problem.get()) && !rejected.contains(problem.get())) {
                    reject(problem.get(), observedAt, publisher);
                }
            } else if (changes.note(user)) {
                publisher.account(record(user.name(), user.groups(), observedAt));
                published++;
            }
        }
        acknowledged(publisher, published);
    }

    private void reject(String problem, Instant observedAt, Publisher publisher) {
        publisher.reject(new RejectRecord(BAD_USER, problem, name(), observedAt, null));
        meters.counter("hubmeter.collector.rejected", "source", name(), "reason", BAD_USER)
                .increment();
    }

    private void acknowledged(Publisher publisher, int accounts) {
        publisher.flush();
        meters.counter("hubmeter.collector.events", "source", name(), "op", "account")
                .increment(accounts);
    }

    private AccountRecord record(String user, List<String> groups, Instant observedAt) {
        return new AccountRecord(config.realm(), user, groups, null, observedAt);
    }

    private void recovered(State reached) {
        backOff.reset();
        if (health.state() == State.FAILING) {
            LOG.info("{}: the hub can be read again", name());
        }
        health = new SourceHealth(reached, now(), null);
    }

    private void failed(Trouble trouble) {
        if (!trouble.detail().equals(health.detail())) {
            LOG.warn("{}: the hub cannot be read, and is tried again: {}", name(), trouble.detail());
        }
        health = new SourceHealth(State.FAILING, health.heardAt(), trouble.detail());
    }

    private void countRequest(String status) {
        meters.counter("hubmeter.collector.hub.requests", "source", name(), "status", status)
                .increment();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
