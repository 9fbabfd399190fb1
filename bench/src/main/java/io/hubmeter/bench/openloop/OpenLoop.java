package io.hubmeter.bench.openloop;

import io.hubmeter.bench.http.Connection;
import io.hubmeter.bench.measure.Latencies;
import io.hubmeter.bench.measure.Schedule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks when a schedule says so, however slowly answers come: what waits for a free connection waits from when it was due, and
 * that counts. Nothing is asked later than two seconds after the end, and no answer is waited for longer than that.
 *
 * @param port where to ask, on the loopback interface
 * @param requests asked in turn, again from the first after the last
 * @param connections how many at once at the most
 */
public record OpenLoop(int port, List<byte[]> requests, int connections) {
    private static final int PATIENCE_MS = 2_000;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** Keeps its own list. */
    public OpenLoop {
        requests = List.copyOf(requests);
    }

    /**
     * What came of a schedule.
     *
     * @param perSecond permits and denials a second, up to the last one or the end of the schedule, whichever is later
     * @param known permits and denials
     * @param unknown answers that say so
     * @param shed refused with 503
     * @param failed all else: other statuses, broken connections, no answer in time, never asked
     * @param latencies of all of them, from when each was due; of what was never answered, how long it was waited for
     * @param lateness how long after it was due each was asked, but for those that never were
     */
    public record Outcome(
            double perSecond, int known, int unknown, int shed, int failed, Latencies latencies, Latencies lateness) {}

    /** Asks as many as the schedule has; returns when all are answered or given up. */
    public Outcome run(Schedule schedule) {
        Asking asking = new Asking(schedule);
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                threads.execute(asking::ask);
            }
        }
        return asking.outcome();
    }

    private final class Asking {
        private final Schedule schedule;
        private final long giveUpNanos;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger known = new AtomicInteger();
        private final AtomicInteger unknown = new AtomicInteger();
        private final AtomicInteger shed = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicLong lastNanos;
        private final Latencies latencies = new Latencies();
        private final Latencies lateness = new Latencies();

        Asking(Schedule schedule) {
            this.schedule = schedule;
            this.giveUpNanos = schedule.endNanos() + PATIENCE_MS * 1_000_000L;
            this.lastNanos = new AtomicLong(schedule.endNanos());
        }

        void ask() {
            @Nullable Connection connection = null;
            try {
                connection = connected(null);
                for (int i = next.getAndIncrement(); i < schedule.count(); i = next.getAndIncrement()) {
                    long due = schedule.await(i);
                    long begun = System.nanoTime();
                    if (begun < giveUpNanos) {
                        lateness.add(begun - due);
                        connection = ask(connection, requests.get(i % requests.size()));
                    } else {
                        failed.incrementAndGet();
                    }
                    latencies.add(System.nanoTime() - due);
                }
            } finally {
                close(connection);
            }
        }

        /** The connection to go on with; null if it is to be a new one. */
        private @Nullable Connection ask(@Nullable Connection before, byte[] request) {
            Connection connection = connected(before);
            if (connection == null) {
                failed.incrementAndGet();
                return null;
            }
            try {
                note(connection.exchange(request));
                return connection;
            } catch (IOException e) {
                failed.incrementAndGet();
                close(connection);
                return null;
            }
        }

        private void note(Connection.Answer answer) {
            if (answer.status() == OK) {
                boolean isUnknown = answer.head().contains("\"unknown\"");
                (isUnknown ? unknown : known).incrementAndGet();
                if (!isUnknown) {
                    lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
                }
            } else {
                (answer.status() == UNAVAILABLE ? shed : failed).incrementAndGet();
            }
        }

        private @Nullable Connection connected(@Nullable Connection before) {
            try {
                return before == null ? new Connection(port, PATIENCE_MS) : before;
            } catch (IOException e) {
                return null;
            }
        }

        private static void close(@Nullable Connection connection) {
            if (connection != null) {
                try {
                    connection.close();
                } catch (IOException e) {
                    // It is not needed any more.
                }
            }
        }

        Outcome outcome() {
            double seconds = (lastNanos.get() - schedule.startNanos()) / 1e9;
            return new Outcome(
                    known.get() / seconds, known.get(), unknown.get(), shed.get(), failed.get(), latencies, lateness);
        }
    }
}
