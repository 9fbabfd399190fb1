package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.bench.faults.process.OsProcess;
import io.hubmeter.bench.faults.process.TcpProxy;
import io.hubmeter.bench.faults.process.TcpProxy.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that goes wrong for a while.
 *
 * @param kind what
 * @param target which of those of its kind, from 0
 * @param afterMs how long after the end of the fault before it, or the start of the run
 * @param lengthMs for how long
 */
record Fault(Kind kind, int target, long afterMs, long lengthMs) {

    /** What can go wrong, and how long it lasts at the least and at the most. */
    enum Kind {
        STREAM_KILLED("kill -9 of a stream processor", 500, 4_000),
        STREAMS_KILLED("kill -9 of all stream processors at once", 500, 3_000),
        STREAM_RESTARTED("clean restart of a stream processor", 200, 1_000),
        STREAM_PAUSED("a stream processor stopped (SIGSTOP)", 1_000, 12_000),
        STREAM_CUT("a stream processor cut off from the brokers", 1_000, 10_000),
        QUERIES_REFUSED("a query endpoint that refuses connections", 1_000, 6_000),
        QUERIES_STALLED("a query endpoint that does not answer", 1_000, 6_000),
        SERVE_KILLED("kill -9 of a decision API", 500, 4_000),
        SERVE_RESTARTED("clean restart of a decision API", 200, 1_000),
        SERVE_PAUSED("a decision API stopped (SIGSTOP)", 1_000, 6_000),
        SERVE_CUT("a decision API cut off from the brokers", 1_000, 10_000),
        BROKER_KILLED("kill -9 of a broker", 200, 2_000),
        BROKERS_KILLED("kill -9 of all brokers at once", 200, 2_000),
        BROKER_RESTARTED("clean restart of a broker", 200, 1_000),
        BROKER_PAUSED("a broker stopped (SIGSTOP)", 500, 5_000),
        BROKER_SLOW("a broker that is slow to all clients", 2_000, 8_000),
        STREAM_DISK_SLOW("a stream processor restarted on a slow disk", 8_000, 20_000),
        BROKER_DISK_SLOW("a disk that is slow to a broker", 3_000, 10_000),
        REGISTRY_KILLED("kill -9 of the schema registry", 1_000, 6_000),
        REGISTRY_CUT("the schema registry cut off", 1_000, 8_000);

        private final String words;
        private final long leastMs;
        private final long mostMs;

        Kind(String words, long leastMs, long mostMs) {
            this.words = words;
            this.leastMs = leastMs;
            this.mostMs = mostMs;
        }

        String words() {
            return words;
        }

        /** Whether a tracer has to be there. */
        boolean isOfDisks() {
            return name().endsWith("_DISK_SLOW");
        }
    }

    private static final long SLOW_MS = 150;

    /** Those that a run of half a minute has, in any order. */
    private static final List<Kind> SHORT =
            List.of(Kind.STREAM_KILLED, Kind.BROKER_PAUSED, Kind.SERVE_KILLED, Kind.BROKER_KILLED, Kind.STREAM_CUT);

    /** Whether a run has time for little. */
    static boolean isShort(long lengthMs) {
        return lengthMs < 60_000;
    }

    /**
     * The kinds that a run of some length can have.
     *
     * @param only what the names of all of them contain
     * @throws IllegalArgumentException if no name does
     */
    static List<Kind> kinds(long lengthMs, String only) {
        List<Kind> all = only.isEmpty() && isShort(lengthMs) ? SHORT : List.of(Kind.values());
        List<Kind> kinds =
                all.stream().filter(kind -> kind.name().contains(only)).toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("--only: found '%s', expected a part of one of %s".formatted(only, all));
        }
        return kinds;
    }

    /**
     * A schedule for so many brokers, from a seed; every kind comes once before one comes again. Where one broker of several can be
     * away, the first thing is that one is killed.
     */
    static List<Fault> schedule(Random random, long lengthMs, List<Kind> kinds, int brokers) {
        if (kinds.isEmpty()) {
            return List.of();
        }
        boolean isShort = isShort(lengthMs);
        List<Fault> faults = new ArrayList<>();
        List<Kind> left = new ArrayList<>();
        long at = 3_000;
        while (true) {
            if (left.isEmpty()) {
                left.addAll(kinds);
            }
            Kind kind = left.remove(random.nextInt(left.size()));
            if (faults.isEmpty() && brokers > 1 && left.contains(Kind.BROKER_KILLED)) {
                left.remove(Kind.BROKER_KILLED);
                left.add(kind);
                kind = Kind.BROKER_KILLED;
            }
            long after = (isShort ? 1_000 : 3_000) + random.nextLong(isShort ? 2_000 : 9_000);
            long most = isShort ? Math.min(kind.mostMs, 2_500) : kind.mostMs;
            long length = kind.leastMs + random.nextLong(Math.max(1, most - kind.leastMs));
            at += after + length;
            if (at > lengthMs) {
                return faults;
            }
            int target = random.nextInt(kind.name().startsWith("BROKER") ? brokers : 2);
            faults.add(new Fault(kind, target, faults.isEmpty() ? after + 3_000 : after, length));
        }
    }

    String text() {
        return kind == Kind.STREAMS_KILLED || kind == Kind.BROKERS_KILLED
                ? "%s, %.1f s".formatted(kind.words(), lengthMs / 1e3)
                : "%s (%d), %.1f s".formatted(kind.words(), target + 1, lengthMs / 1e3);
    }

    void begin(Installation installation) throws IOException, InterruptedException {
        switch (kind) {
            case STREAM_KILLED -> installation.streams().get(target).kill();
            case STREAMS_KILLED -> kill(installation.streams());
            case STREAM_RESTARTED -> installation.streams().get(target).stop();
            case STREAM_PAUSED -> installation.streams().get(target).pause();
            case STREAM_CUT -> links("stream-", installation).forEach(link -> link.set(Mode.STALL));
            case QUERIES_REFUSED -> installation.queryLink(target).set(Mode.REFUSE);
            case QUERIES_STALLED -> installation.queryLink(target).set(Mode.STALL);
            case SERVE_KILLED -> installation.serves().get(target).kill();
            case SERVE_RESTARTED -> installation.serves().get(target).stop();
            case SERVE_PAUSED -> installation.serves().get(target).pause();
            case SERVE_CUT -> links("serve-", installation).forEach(link -> link.set(Mode.STALL));
            case BROKER_KILLED -> installation.brokers().get(target).kill();
            case BROKERS_KILLED -> kill(installation.brokers());
            case BROKER_RESTARTED -> installation.brokers().get(target).stop();
            case BROKER_PAUSED -> installation.brokers().get(target).pause();
            case BROKER_SLOW -> installation.linksTo(target).forEach(link -> link.delay(SLOW_MS));
            case STREAM_DISK_SLOW -> {
                // One that runs hardly uses its disk; one that ends writes its stores out, and one that starts reads
                // them.
                installation.slowDiskOfStream(target);
                installation.streams().get(target).stop();
                installation.streams().get(target).start();
                installation.slowDiskOfStream(target);
            }
            case BROKER_DISK_SLOW -> installation.slowDiskOfBroker(target);
            case REGISTRY_KILLED -> installation.registry().kill();
            case REGISTRY_CUT -> installation.registryLink().set(Mode.STALL);
        }
    }

    void end(Installation installation) throws IOException, InterruptedException {
        switch (kind) {
            case STREAMS_KILLED -> again(installation.streams());
            case BROKERS_KILLED -> again(installation.brokers());
            case STREAM_KILLED, STREAM_RESTARTED, STREAM_PAUSED ->
                installation.streams().get(target).again();
            case STREAM_CUT -> links("stream-", installation).forEach(link -> link.set(Mode.PASS));
            case QUERIES_REFUSED, QUERIES_STALLED ->
                installation.queryLink(target).set(Mode.PASS);
            case SERVE_KILLED, SERVE_RESTARTED, SERVE_PAUSED ->
                installation.serves().get(target).again();
            case SERVE_CUT -> links("serve-", installation).forEach(link -> link.set(Mode.PASS));
            case BROKER_KILLED, BROKER_RESTARTED, BROKER_PAUSED ->
                installation.brokers().get(target).again();
            case BROKER_SLOW -> installation.linksTo(target).forEach(link -> link.delay(0));
            case STREAM_DISK_SLOW, BROKER_DISK_SLOW -> installation.restoreDisks();
            case REGISTRY_KILLED -> installation.registry().again();
            case REGISTRY_CUT -> installation.registryLink().set(Mode.PASS);
        }
    }

    private List<TcpProxy> links(String client, Installation installation) {
        return installation.brokerLinks(client + (target + 1));
    }

    private static void kill(List<OsProcess> processes) throws InterruptedException {
        for (OsProcess process : processes) {
            process.kill();
        }
    }

    private static void again(List<OsProcess> processes) throws IOException, InterruptedException {
        for (OsProcess process : processes) {
            process.again();
        }
    }
}
