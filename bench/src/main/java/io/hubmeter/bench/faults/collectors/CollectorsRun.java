package io.hubmeter.bench.faults.collectors;

import io.hubmeter.bench.faults.check.Booked;
import io.hubmeter.bench.faults.check.CollectedCheck;
import io.hubmeter.bench.faults.check.Input;
import io.hubmeter.bench.faults.check.OutputCheck;
import io.hubmeter.bench.faults.check.TopicReader;
import io.hubmeter.bench.faults.check.Wrong;
import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.bench.faults.process.OsProcess;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Two collectors and a Lease beside a real API server: lets pods come and go, lets things go wrong, and checks what was told. */
public final class CollectorsRun {
    private static final int PARTITIONS = 2;
    private static final long BOUND_MS = 90_000;
    private static final long LOOK_MS = 300;

    /** A link that is stalled is noticed when two pings have not been answered; then a busy machine needs its time. */
    private static final long NOTICED_MS = 3_000;

    private final Installation installation;
    private final Site site;
    private final TopicReader reader;
    private final List<CollectorFault> happened = new ArrayList<>();
    private final List<long[]> stalled = new ArrayList<>();

    private CollectorsRun(Installation installation, Site site) {
        this.installation = installation;
        this.site = site;
        this.reader = new TopicReader(installation.bootstrapServers(), installation.registryUri());
    }

    /**
     * Runs it.
     *
     * @param withReadings whether a stream processor runs too, so that readings can be checked
     * @param folder where the installation keeps everything; stays
     * @throws IllegalStateException if the installation does not start, or the collectors do not recover in the end
     */
    public static CollectorsReport run(long seed, int seconds, boolean withReadings, Path folder)
            throws IOException, InterruptedException {
        say("starting: seed %d, %d s".formatted(seed, seconds));
        try (KubeApiServer server = KubeApiServer.start(KubeApiServer.FORGETTING_PODS);
                Installation installation =
                        Installation.start(folder, new Installation.Size(1, withReadings ? 1 : 0, 0, 2), PARTITIONS)) {
            Site site = Site.start(installation, server, folder);
            try (PlayedKubelet kubelet = new PlayedKubelet(server, site.namespace())) {
                return new CollectorsRun(installation, site).run(seed, seconds, withReadings, kubelet);
            }
        }
    }

    private CollectorsReport run(long seed, int seconds, boolean withReadings, PlayedKubelet kubelet)
            throws IOException, InterruptedException {
        // What comes and goes before the first list is nobody's to know.
        awaitHeard(0);
        Random random = new Random(seed);
        List<Booked> book;
        try (PodChurn churn = PodChurn.start(kubelet, site.namespace(), random.nextLong())) {
            long endMs = System.currentTimeMillis() + seconds * 1_000L;
            for (CollectorFault fault : CollectorFault.schedule(random, seconds * 1_000L)) {
                Thread.sleep(fault.afterMs());
                happen(fault);
            }
            Thread.sleep(Math.max(0, endMs - System.currentTimeMillis()));
            installation.heal();
            book = churn.end();
        }
        say("healed; settling");
        awaitHeard(System.currentTimeMillis());
        say("settled; checking");
        Wrong wrong = new Wrong();
        CollectedCheck check = CollectedCheck.read(reader, wrong, this::isUnsure);
        check.check(book);
        return new CollectorsReport(
                seed,
                seconds,
                book.size(),
                check,
                happened,
                site.transitions(),
                installation.processes().stream()
                        .mapToInt(OsProcess::endedByItself)
                        .sum(),
                withReadings ? readings(wrong) : "not looked at",
                wrong);
    }

    private void happen(CollectorFault fault) throws IOException, InterruptedException {
        int target = site.target(fault.isLeader());
        say("fault: " + fault.text());
        long beganMs = System.currentTimeMillis();
        site.begin(fault, target);
        Thread.sleep(fault.lengthMs());
        site.end(fault, target);
        happened.add(fault);
        if (fault.kind() == CollectorFault.Kind.API_CUT || fault.kind() == CollectorFault.Kind.API_PAUSED) {
            stalled.add(new long[] {beganMs, System.currentTimeMillis() + NOTICED_MS});
        }
    }

    private boolean isUnsure(long atMs) {
        return stalled.stream().anyMatch(span -> atMs >= span[0] && atMs <= span[1]);
    }

    /** The readings are those that follow from what the collectors told. */
    private String readings(Wrong wrong) throws IOException, InterruptedException {
        long deadline = System.currentTimeMillis() + BOUND_MS;
        while (true) {
            Wrong now = new Wrong();
            OutputCheck outputs = new OutputCheck(reader, Input.read(reader), now);
            outputs.checkReadings();
            if (now.count() == 0 || System.currentTimeMillis() > deadline) {
                if (now.count() > 0) {
                    wrong.add("readings", now.text());
                }
                return "%d checked".formatted(outputs.checked());
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private void awaitHeard(long afterMs) throws IOException, InterruptedException {
        long deadline = System.currentTimeMillis() + BOUND_MS;
        while (Input.read(reader).heardMs(site.namespace(), PARTITIONS) <= afterMs) {
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("collectors: found no heartbeat after %d within %d ms; see %s"
                        .formatted(
                                afterMs,
                                BOUND_MS,
                                installation.collectors().stream()
                                        .map(OsProcess::log)
                                        .toList()));
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private static void say(String sentence) {
        System.err.printf("%tT  %s%n", System.currentTimeMillis(), sentence);
    }
}
