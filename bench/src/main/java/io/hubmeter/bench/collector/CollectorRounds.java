package io.hubmeter.bench.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.hubmeter.bench.measure.CpuTime;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A child process: stores pods in a real API server, then reads their changes by turns with a bare watch and with a
 * collector; then follows live changes, and starts collectors with heaps of different sizes. Arguments: pods, rounds, seconds
 * of each live load, heaps in MiB with commas between, whether to profile.
 */
public final class CollectorRounds {
    /** Events per second of the bare watch. */
    public static final String BARE = "bare-events";
    /** Records per second without Kubernetes. */
    public static final String PUBLISH = "publish-records";
    /** Changes per second of the collector; each change of the stream is an event and a record. */
    public static final String COLLECTOR = "collector-changes";
    /** Processor time of this process for an event of the bare watch, in microseconds. */
    public static final String BARE_CPU = "bare-cpu";
    /** The same for a change, collector and broker together. */
    public static final String COLLECTOR_CPU = "collector-cpu";
    /** Of that, the thread that watches. */
    public static final String WATCH_CPU = "watch-cpu";
    /** Of that, the thread that writes. */
    public static final String WRITE_CPU = "write-cpu";
    /** Bytes of an event. */
    public static final String EVENT_BYTES = "event-bytes";
    /** Bytes of a pod as stored. */
    public static final String POD_BYTES = "pod-bytes";
    /** Changes in the stream. */
    public static final String CHANGES = "changes";
    /** The live load that is paced. */
    public static final String PACED = "paced";
    /** The live load that is not. */
    public static final String FULL = "full";
    /** How many changes a second the paced load has. */
    public static final int PACE = 100;

    /** How long a collector may take from its start until it follows the changes. */
    public static final Duration START_BOUND = Duration.ofSeconds(60);
    /** Changes of running pods that a collector follows while its memory is looked at, or fewer if there are fewer pods. */
    public static final int CHUNK = 1_000;

    private static final Duration BOUND = Duration.ofMinutes(3);

    private final BenchPlatform platform;
    private final KubeApiServer server;
    private final KubernetesClient client;
    private final String namespace;
    private final PodWrites writes;
    private final int pods;

    private CollectorRounds(
            BenchPlatform platform,
            KubeApiServer server,
            KubernetesClient client,
            String namespace,
            PodWrites writes,
            int pods) {
        this.platform = platform;
        this.server = server;
        this.client = client;
        this.namespace = namespace;
        this.writes = writes;
        this.pods = pods;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int pods = Integer.parseInt(args[0]);
        try (BenchPlatform platform = BenchPlatform.start();
                KubeApiServer server = KubeApiServer.start(List.of());
                KubernetesClient client =
                        KubernetesClients.connect(server.config(KubeApiServer.ADMIN), CollectorRun.PING)) {
            String namespace = server.freshNamespace("bench");
            try (PodWrites writes = new PodWrites(server, namespace)) {
                CollectorRounds rounds = new CollectorRounds(platform, server, client, namespace, writes, pods);
                rounds.sustained(Integer.parseInt(args[1]), Boolean.parseBoolean(args[4]));
                rounds.memory(
                        Stream.of(args[3].split(",", -1)).map(Integer::valueOf).toList());
                rounds.live(Integer.parseInt(args[2]));
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    /** Measures how fast stored changes are read and written. */
    private void sustained(int rounds, boolean isProfiled) throws IOException, InterruptedException {
        Stored stored = store();
        Samples.print(CHANGES, stored.changes());
        PublishOnly published = null;
        for (int round = 0; round <= rounds; round++) {
            long before = CpuTime.ofProcess();
            BareWatch.Read bare = new BareWatch(client, namespace).read(stored.version(), stored.changes());
            double bareCpu = micros(CpuTime.ofProcess() - before, stored);
            before = CpuTime.ofProcess();
            double collector;
            double collectorCpu;
            double watchCpu;
            double writeCpu;
            String source;
            try (CpuProfile profile = isProfiled && round == rounds ? CpuProfile.start() : CpuProfile.NONE;
                    CollectorRun run =
                            CollectorRun.start(platform, server, namespace, "sustained-" + round, stored.version())) {
                source = run.source();
                run.awaitAcknowledged(stored.changes(), BOUND);
                collectorCpu = micros(CpuTime.ofProcess() - before, stored);
                watchCpu = micros(CpuTime.ofThreads("watch " + source), stored);
                writeCpu = micros(CpuTime.ofThreads(source), stored);
                profile.print("collector, %,d changes".formatted(stored.changes()));
                run.requireOneWatch();
                collector = stored.changes() * 1e9 / run.metrics().wholeNanos();
            }
            if (published == null) {
                published = PublishOnly.of(platform, source);
            }
            double publish = published.perSecond(platform);
            System.err.printf(
                    "%s %d: bare watch %,.0f events/s, collector %,.0f changes/s, publishing alone %,.0f records/s%n",
                    round == 0 ? "warm-up" : "round", round, bare.perSecond(), collector, publish);
            if (round > 0) {
                Samples.print(BARE, bare.perSecond());
                Samples.print(EVENT_BYTES, bare.bytes() / (double) stored.changes());
                Samples.print(COLLECTOR, collector);
                Samples.print(PUBLISH, publish);
                Samples.print(BARE_CPU, bareCpu);
                Samples.print(COLLECTOR_CPU, collectorCpu);
                Samples.print(WATCH_CPU, watchCpu);
                Samples.print(WRITE_CPU, writeCpu);
            }
        }
    }

    private static double micros(long nanos, Stored stored) {
        return nanos / 1e3 / stored.changes();
    }

    /**
     * A stream of changes that the API server still remembers.
     *
     * @param version before the first
     */
    private record Stored(long version, int changes) {}

    /** Creates every pod and lets it run: two changes each that the collector writes. */
    private Stored store() throws IOException, InterruptedException {
        List<Long> versions = new ArrayList<>();
        long start = System.nanoTime();
        for (int from = 0; from < pods; from += CHUNK) {
            int to = Math.min(pods, from + CHUNK);
            versions.add(writes.version());
            writes.each(from, to, number -> {
                writes.create(number);
                writes.run(number);
            });
        }
        System.err.printf(
                "stored %,d pods of %,d bytes, %,.0f changes/s%n",
                pods, writes.size(0), 2 * pods * 1e9 / (System.nanoTime() - start));
        Samples.print(POD_BYTES, writes.size(0));
        // The server's memory reaches back about 75 s: on a slow machine not to the first pod.
        for (int chunk = 0; chunk < versions.size(); chunk++) {
            int changes = 2 * (pods - chunk * CHUNK);
            try {
                var _ = new BareWatch(client, namespace).read(versions.get(chunk), changes);
                return new Stored(versions.get(chunk), changes);
            } catch (IOException e) {
                System.err.println(e.getMessage() + "; beginning later");
            }
        }
        throw new IOException("API server: it does not even remember the last %,d changes".formatted(2 * CHUNK));
    }

    /** Measures changes while they are made. */
    private void live(int seconds) throws InterruptedException, IOException {
        LiveLoad load = new LiveLoad(writes, pods);
        try (CollectorRun run = CollectorRun.start(platform, server, namespace, "live", writes.version())) {
            run.awaitLive(START_BOUND);
            var _ = load.run(run, PACE, Math.max(1, seconds / 4));
            tell(PACED, load.run(run, PACE, seconds));
            tell(FULL, load.run(run, LiveLoad.UNLIMITED, seconds));
            run.requireOneWatch();
        }
    }

    private static void tell(String name, LiveLoad.Outcome outcome) {
        System.err.println(name + ": " + outcome);
        Samples.print(name + "-writes", outcome.writesPerSecond());
        Samples.print(name + "-records", outcome.recordsPerSecond());
        Samples.print(name + "-p50", outcome.p50Ms());
        Samples.print(name + "-p99", outcome.p99Ms());
        Samples.print(name + "-lag-p50", outcome.lagP50Ms());
        Samples.print(name + "-lag-p99", outcome.lagP99Ms());
        Samples.print(name + "-queued", outcome.mostQueued());
        Samples.print(name + "-behind", outcome.behindMs());
    }

    /** Measures what a collector that knows every pod needs. */
    private void memory(List<Integer> heapsMb) throws IOException, InterruptedException {
        for (int heapMb : heapsMb) {
            try (CollectProcess process = CollectProcess.start(
                    platform, server.kubeconfig(KubeApiServer.ADMIN), namespace, "heap-" + heapMb, heapMb)) {
                long start = System.nanoTime();
                boolean isLive = process.isLiveWithin(START_BOUND);
                double seconds = (System.nanoTime() - start) / 1e9;
                if (isLive) {
                    double snapshot = process.mebibytes("VmHWM");
                    writes.each(0, Math.min(pods, CHUNK), writes::run);
                    Samples.print("heap-%d-peak".formatted(heapMb), snapshot);
                    Samples.print("heap-%d-after".formatted(heapMb), process.mebibytes("VmHWM"));
                    Samples.print("heap-%d-resident".formatted(heapMb), process.mebibytes("VmRSS"));
                    Samples.print("heap-%d-seconds".formatted(heapMb), seconds);
                    System.err.printf("heap %d MB: live after %.1f s, %.0f MiB at most%n", heapMb, seconds, snapshot);
                }
                Samples.print("heap-%d-works".formatted(heapMb), isLive && process.isAlive() ? 1 : 0);
            } catch (CollectProcess.NotStarted e) {
                Samples.print("heap-%d-works".formatted(heapMb), 0);
            }
        }
    }
}
