package io.hubmeter.bench.faults.collectors;

import io.hubmeter.bench.faults.check.Booked;
import io.hubmeter.bench.faults.check.Booked.Moment;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.collector.kubernetes.apiserver.PodTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Pods that come and go at random, and a book of them: created, bound, running, ended or evicted, deleted, some all at once by
 * force. Names are used again. One thread.
 */
final class PodChurn implements AutoCloseable {
    private static final int USERS = 8;
    private static final int SERVERS = 3;
    private static final int MOST_ALIVE = 16;
    private static final int MEAN_PAUSE_MS = 60;

    private final PlayedKubelet kubelet;
    private final String realm;
    private final Random random;
    private final List<Life> lives = new ArrayList<>();
    private final List<Life> alive = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("churn").unstarted(this::run);
    private volatile boolean isOver;
    private volatile @Nullable RuntimeException failure;

    /** A pod with what was asked of it so far. */
    private static final class Life {
        private final PlayedPod pod;
        private final PlayedServer server;
        private final long createdMs;
        private int age;
        private @Nullable Moment bound;
        private @Nullable Moment ended;
        private @Nullable Moment deleted;

        Life(PlayedPod pod, PlayedServer server, long createdMs) {
            this.pod = pod;
            this.server = server;
            this.createdMs = createdMs;
        }
    }

    private PodChurn(PlayedKubelet kubelet, String realm, long seed) {
        this.kubelet = kubelet;
        this.realm = realm;
        this.random = new Random(seed);
    }

    /** Starts it. */
    static PodChurn start(PlayedKubelet kubelet, String realm, long seed) {
        PodChurn churn = new PodChurn(kubelet, realm, seed);
        churn.thread.start();
        return churn;
    }

    /** Ends it, and returns its book; pods that run go on running. */
    List<Booked> end() throws InterruptedException {
        isOver = true;
        thread.join();
        RuntimeException why = failure;
        if (why != null) {
            throw new IllegalStateException("the churn of pods has failed", why);
        }
        return lives.stream().map(this::booked).toList();
    }

    private Booked booked(Life life) {
        PodTruth truth = life.pod.truth();
        Instant start = truth.start();
        boolean isTold =
                truth.end() != null && truth.basis() == io.hubmeter.collector.kubernetes.apiserver.EndBasis.FINISHED_AT;
        return new Booked(
                truth.uid(),
                realm + "/" + life.server.user(),
                life.createdMs,
                start == null || life.bound == null ? null : new Booked.Start(start.toEpochMilli(), life.bound),
                isTold ? (Long) Objects.requireNonNull(truth.end()).toEpochMilli() : null,
                life.ended,
                life.deleted);
    }

    private void run() {
        try {
            while (!isOver) {
                step();
                Thread.sleep(random.nextInt(2 * MEAN_PAUSE_MS));
            }
        } catch (InterruptedException e) {
            // Not needed any more.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void step() {
        boolean isFull = alive.size() >= MOST_ALIVE;
        if (alive.isEmpty() || (!isFull && random.nextInt(3) == 0)) {
            create();
        } else {
            Life life = alive.get(random.nextInt(alive.size()));
            if (age(life)) {
                alive.remove(life);
            }
        }
    }

    private void create() {
        PlayedServer server = PlayedServer.of("user-" + random.nextInt(USERS), "server-" + random.nextInt(SERVERS))
                .with(100 + random.nextInt(4_000), 1 + random.nextLong(1L << 34));
        boolean isThere =
                alive.stream().anyMatch(life -> life.server.nameOfPod().equals(server.nameOfPod()));
        if (!isThere) {
            long createdMs = System.currentTimeMillis();
            Life life = new Life(kubelet.create(server), server, createdMs);
            lives.add(life);
            alive.add(life);
        }
    }

    /** Takes a pod a step further; whether it is gone then. */
    private boolean age(Life life) {
        switch (life.age++) {
            case 0 -> {
                if (random.nextInt(20) == 0) {
                    return isDeleted(life);
                }
                life.bound = moment(() -> kubelet.bind(life.pod));
            }
            case 1 -> moment(() -> kubelet.run(life.pod));
            case 2 -> {
                switch (random.nextInt(6)) {
                    case 0 -> life.ended = moment(() -> kubelet.fail(life.pod));
                    case 1 -> life.ended = moment(() -> kubelet.evict(life.pod));
                    case 2 -> {
                        // As kubectl delete --force does: nobody tells when it ended.
                        return isDeleted(life);
                    }
                    case 3 -> {
                        moment(() -> kubelet.deleteGracefully(life.pod, Duration.ofSeconds(30)));
                        life.ended = moment(() -> kubelet.succeed(life.pod));
                    }
                    default -> life.ended = moment(() -> kubelet.succeed(life.pod));
                }
            }
            default -> {
                return isDeleted(life);
            }
        }
        return false;
    }

    private boolean isDeleted(Life life) {
        life.deleted = moment(() -> kubelet.deleteNow(life.pod));
        life.ended = life.ended == null ? life.deleted : life.ended;
        return true;
    }

    private static Moment moment(Runnable request) {
        long fromMs = System.currentTimeMillis();
        request.run();
        return new Moment(fromMs, System.currentTimeMillis());
    }

    @Override
    public void close() {
        isOver = true;
        thread.interrupt();
    }
}
