package io.hubmeter.culler.plan;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The truth: pods that run, what is said of limits partition by partition, and what was written down of stops. */
final class World {
    static final int PARTITIONS = 2;
    private static final int ACCOUNTS = 3;
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final List<Limit> LIMITS = List.of(
            new Limit(Resource.MEMORY, BigInteger.TEN, Duration.ofDays(1)),
            new Limit(Resource.MEMORY, BigInteger.TEN, Duration.ofDays(30)),
            new Limit(Resource.CPU, BigInteger.TEN, Duration.ofDays(30)));

    final List<List<News>> log = new ArrayList<>();
    final List<Stop> stops = new ArrayList<>();
    /** How often each pod was stopped. */
    final Map<String, Integer> stopped = new TreeMap<>();

    Instant now = Instant.parse("2026-01-05T08:00:00Z");
    private final RandomGenerator random;
    private final Map<String, String> running = new LinkedHashMap<>();
    private final Map<Subject, News> last = new HashMap<>();
    private int pods;

    World(RandomGenerator random) {
        this.random = random;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
        }
    }

    private static AccountId account(int number) {
        return new AccountId("lab", "user-" + number);
    }

    /** Something happens. */
    void step() {
        now = now.plusMillis(random.nextLong(180_000));
        int number = random.nextInt(ACCOUNTS);
        AccountId account = account(number);
        Limit limit = LIMITS.get(random.nextInt(LIMITS.size()));
        Subject subject = Subject.of(account, limit);
        News known = last.get(subject);
        switch (random.nextInt(8)) {
            case 0, 1 -> start(account);
            case 2 ->
                running.entrySet().stream()
                        .filter(pod -> pod.getValue().equals(account.user()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .ifPresent(running::remove);
            case 3, 4 -> {
                if (known instanceof News.Exceeded excess) {
                    // A pod started while it is exceeded: the same crossing, and all pods again.
                    start(account);
                    say(number, excess(account, limit, excess.crossedAt(), excess.revision()));
                } else {
                    say(number, excess(account, limit, now.minusMillis(random.nextInt(1_000)), 0));
                }
            }
            case 5 -> {
                if (known instanceof News.Exceeded excess) {
                    Instant moved = excess.crossedAt().plusSeconds(random.nextInt(600) - 300);
                    say(number, excess(account, limit, moved, excess.revision() + 1));
                }
            }
            case 6 -> {
                if (known instanceof News.Exceeded) {
                    say(number, new News.Cleared(subject));
                }
            }
            default -> {
                if (known != null) {
                    say(number, known);
                }
            }
        }
    }

    private void start(AccountId account) {
        running.put("uid-" + ++pods, account.user());
    }

    private void say(int number, News news) {
        log.get(number % PARTITIONS).add(news);
        last.put(
                switch (news) {
                    case News.Exceeded excess -> excess.subject();
                    case News.Cleared(Subject subject) -> subject;
                    case News.Nothing() -> throw new IllegalStateException("nothing is said");
                },
                news);
    }

    private News.Exceeded excess(AccountId account, Limit limit, Instant crossedAt, int revision) {
        List<Target> targets = new ArrayList<>();
        running.forEach((uid, user) -> {
            if (user.equals(account.user())) {
                targets.add(new Target.HubServer("", uid, null, "pod-of-" + uid));
            }
        });
        return new News.Exceeded(
                account, limit, "default", crossedAt, crossedAt.plus(GRACE), revision, "hash", now, targets);
    }

    /** Whether it has to stop now, by what was said last of any limit. */
    boolean mustStop(String uid) {
        return last.values().stream()
                .anyMatch(news -> news instanceof News.Exceeded excess
                        && !excess.graceUntil().isAfter(now)
                        && excess.targets().stream()
                                .anyMatch(target -> target.uid().equals(uid)));
    }

    /** Whether the limit is still used up. */
    boolean isExceeded(Subject subject) {
        return last.get(subject) instanceof News.Exceeded;
    }

    boolean runs(String uid) {
        return running.containsKey(uid);
    }

    void stop(String uid) {
        running.remove(uid);
        stopped.merge(uid, 1, Integer::sum);
    }

    List<String> running() {
        return List.copyOf(running.keySet());
    }

    /** The newest grace there is. */
    @Nullable
    Instant lastGrace() {
        return last.values().stream()
                .filter(News.Exceeded.class::isInstance)
                .map(news -> ((News.Exceeded) news).graceUntil())
                .max(Instant::compareTo)
                .orElse(null);
    }
}
