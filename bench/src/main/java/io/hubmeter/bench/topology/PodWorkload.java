package io.hubmeter.bench.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Made-up pods that start and end in the order of time, evenly over twenty days, with heartbeats between: the same for the
 * same numbers. About as many pods are open at once as 8 hours hold starts, whatever the number of accounts.
 *
 * @param accounts how many accounts, each as likely as any other to start a pod
 * @param events how many starts and ends together; even
 */
public record PodWorkload(int accounts, int events) {
    /** The realm of all accounts. */
    public static final String REALM = "default";

    private static final String SOURCE = "trace/bench";
    private static final long SEED = 20_260_701;
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(20);
    private static final Duration HEARTBEAT_EVERY = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final int SCALE = 6;
    /** With 240 events of each account, some twentieth of the accounts is then over its GPU-hours at a time. */
    private static final int GPU_EVERY = 8;

    /** Takes what happens, in order. */
    public interface Sink {
        /** A pod of an account started or ended. */
        void pod(AccountId account, PodRecord record);

        /** The source was heard: everything before was told. */
        void heartbeat(PodRecord record);
    }

    private record Pod(int number, int account, Instant start, Instant end) {}

    /** When the source is first heard, before any pod. */
    public static Instant from() {
        return FROM;
    }

    /** The name of an account. */
    public static AccountId account(int number) {
        return new AccountId(REALM, "user-%06d".formatted(number));
    }

    /** Tells everything; the last is a heartbeat, at the instant returned. */
    public Instant tell(Sink sink) {
        Random random = new Random(SEED);
        PriorityQueue<Pod> open = new PriorityQueue<>(Comparator.comparing(Pod::end));
        int pods = events / 2;
        Instant heartbeatDue = FROM;
        Instant now = FROM;
        for (int started = 0; started < pods || !open.isEmpty(); ) {
            Instant nextStart = FROM.plus(SPAN.multipliedBy(started).dividedBy(pods));
            boolean isEnd =
                    started == pods || (!open.isEmpty() && open.peek().end().isBefore(nextStart));
            Pod pod = isEnd ? open.remove() : start(started++, nextStart, random);
            now = isEnd ? pod.end() : pod.start();
            if (!now.isBefore(heartbeatDue)) {
                sink.heartbeat(heartbeat(now));
                heartbeatDue = now.plus(HEARTBEAT_EVERY);
            }
            sink.pod(account(pod.account()), record(pod, isEnd));
            if (!isEnd) {
                open.add(pod);
            }
        }
        Instant end = now.plusSeconds(1);
        sink.heartbeat(heartbeat(end));
        return end;
    }

    private Pod start(int number, Instant nextStart, Random random) {
        Instant start = Instant.ofEpochMilli(nextStart.toEpochMilli());
        long lengthMs = random.nextLong(SHORTEST.toMillis(), LONGEST.toMillis());
        return new Pod(number, random.nextInt(accounts), start, start.plusMillis(lengthMs));
    }

    private static PodRecord heartbeat(Instant at) {
        return new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(REALM)), new Source(SOURCE, null, 0L, null), at);
    }

    private static PodRecord record(Pod pod, boolean isEnd) {
        PodState state = new PodState(
                "uid-" + pod.number(),
                null,
                "pod-" + pod.number(),
                null,
                account(pod.account()).user(),
                "",
                rates(pod.number()),
                pod.start(),
                pod.start(),
                isEnd ? pod.end() : null,
                false,
                null);
        Source source = new Source(SOURCE, null, isEnd ? 2L : 1L, null);
        return isEnd
                ? new PodRecord(PodOp.d, state, null, null, source, pod.end())
                : new PodRecord(PodOp.c, null, state, null, source, pod.start());
    }

    private static Map<String, BigDecimal> rates(int number) {
        long size = 1L + number % 4;
        long gpus = number % GPU_EVERY == 0 ? 1 : 0;
        return Map.of(
                "gpu", BigDecimal.valueOf(gpus).setScale(SCALE),
                "cpu", BigDecimal.valueOf(size).setScale(SCALE),
                "memory", BigDecimal.valueOf(size * (4L << 30)).setScale(SCALE));
    }
}
