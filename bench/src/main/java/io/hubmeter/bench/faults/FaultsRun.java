package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.check.Administered;
import io.hubmeter.bench.faults.check.DecisionCheck;
import io.hubmeter.bench.faults.check.Input;
import io.hubmeter.bench.faults.check.OutputCheck;
import io.hubmeter.bench.faults.check.OverQuotaCheck;
import io.hubmeter.bench.faults.check.ReplayCheck;
import io.hubmeter.bench.faults.check.TopicReader;
import io.hubmeter.bench.faults.check.UsageCheck;
import io.hubmeter.bench.faults.check.Wrong;
import io.hubmeter.bench.faults.load.Administration;
import io.hubmeter.bench.faults.load.Administrator;
import io.hubmeter.bench.faults.load.Asked;
import io.hubmeter.bench.faults.load.Asker;
import io.hubmeter.bench.faults.load.Feeder;
import io.hubmeter.bench.faults.load.Plan;
import io.hubmeter.bench.faults.load.Sent;
import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.bench.faults.process.SlowDisk;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** A whole run: starts the installation, gives it work, lets things go wrong, waits until it has settled, and checks it all. */
public final class FaultsRun {
    private static final int PARTITIONS = 4;
    private static final long LEAD_MS = 500;
    private static final long AFTERWARDS_MS = 4_000;

    /** How long questions take to become as many as there are to be, in a calm run. */
    private static final Duration RAMP = Duration.ofSeconds(35);

    private final Options options;
    private final Path folder;
    private final Wrong wrong = new Wrong();
    private final List<Fault> schedule;
    private final String withoutDisks;
    private final List<Happened> happened = new ArrayList<>();

    private FaultsRun(Options options, List<Fault> schedule, String withoutDisks, Path folder) {
        this.options = options;
        this.schedule = schedule;
        this.withoutDisks = withoutDisks;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @param folder where the installation keeps everything; stays
     * @return what came of it
     * @throws IllegalStateException if the installation does not start, or does not settle in the end
     */
    public static FaultsReport run(Options options, Path folder) throws IOException, InterruptedException {
        long lengthMs = options.seconds() * 1_000L;
        List<Fault.Kind> kinds = Fault.kinds(lengthMs, options.only());
        String withoutDisks = kinds.stream().anyMatch(Fault.Kind::isOfDisks) ? SlowDisk.obstacle() : "";
        if (!withoutDisks.isEmpty()) {
            say("without slow disks: " + withoutDisks);
            kinds = kinds.stream().filter(kind -> !kind.isOfDisks()).toList();
        }
        List<Fault> schedule = Fault.schedule(new Random(options.seed()), lengthMs, kinds, options.brokers());
        return new FaultsRun(options, schedule, withoutDisks, folder).run();
    }

    /** The same with a schedule that does not come from the seed. */
    static FaultsReport run(Options options, List<Fault> schedule, Path folder)
            throws IOException, InterruptedException {
        return new FaultsRun(options, schedule, "", folder).run();
    }

    private FaultsReport run() throws IOException, InterruptedException {
        long lengthMs = options.seconds() * 1_000L;
        Plan plan = Plan.of(options.seed(), lengthMs, options.accounts(), options.isCalm());
        say("starting: seed %d, %d s, %d brokers, %d accounts"
                .formatted(options.seed(), options.seconds(), options.brokers(), options.accounts()));
        try (Installation installation = Installation.start(folder, options.brokers(), PARTITIONS);
                SchemaRegistryClient registry = installation.registryClient()) {
            Settled settled = new Settled(installation);
            settled.publish(Rules.policy(0));
            Sent sent = new Sent();
            long startMs = System.currentTimeMillis() + LEAD_MS;
            List<Feeder> feeders = new ArrayList<>();
            try (Administrator administrator = Administrator.start(
                            administration(plan, lengthMs),
                            startMs,
                            Rules::policy,
                            installation.bootstrapServers(),
                            registry);
                    Asker asker = Asker.start(
                            installation.apis(),
                            installation.token(),
                            plan.accounts(),
                            options.seed(),
                            options.perSecond(),
                            options.isCalm() ? RAMP : Duration.ZERO)) {
                for (int source = 0; source < Plan.SOURCES.size(); source++) {
                    feeders.add(Feeder.start(
                            source, plan, startMs, PARTITIONS, installation.bootstrapServers(), registry, sent));
                }
                happen(installation);
                sleepUntil(startMs + lengthMs);
                installation.heal();
                say("healed; settling");
                settle(settled);
                Thread.sleep(AFTERWARDS_MS);
                for (Feeder feeder : feeders) {
                    var _ = feeder.end();
                }
                Administered administered = new Administered(administrator.end(), Rules::terms);
                settle(settled);
                Collection<Asked> asked = asker.end();
                say("settled; checking");
                return check(plan, installation, sent, asked, administered);
            } finally {
                feeders.forEach(Feeder::close);
            }
        }
    }

    /** In a run of half a minute nothing changes, so that more of what is said can be foretold. */
    private Administration administration(Plan plan, long lengthMs) {
        return options.isCalm() || Fault.isShort(lengthMs)
                ? Administration.none()
                : Administration.of(
                        options.seed(),
                        lengthMs,
                        plan.accounts(),
                        Rules.DEFAULTS.stream()
                                .map(limit ->
                                        new Administration.Amount(limit.resource(), limit.windowMs(), limit.amount()))
                                .toList());
    }

    private void settle(Settled settled) throws InterruptedException {
        long left = settled.awaitProcessed();
        if (left > 0) {
            wrong.add(
                    "settling",
                    "found %d records left two minutes after the last fault, expected none".formatted(left));
        }
    }

    private void happen(Installation installation) throws IOException, InterruptedException {
        for (Fault fault : schedule) {
            Thread.sleep(fault.afterMs());
            say("fault: " + fault.text());
            long beganMs = System.currentTimeMillis();
            fault.begin(installation);
            sleepUntil(beganMs + fault.lengthMs());
            fault.end(installation);
            happened.add(new Happened(fault, beganMs, System.currentTimeMillis()));
        }
    }

    private FaultsReport check(
            Plan plan, Installation installation, Sent sent, Collection<Asked> asked, Administered administered)
            throws IOException, InterruptedException {
        TopicReader reader = new TopicReader(installation.bootstrapServers(), installation.registryUri());
        Input input = Input.read(reader);
        Exception failure = sent.failure();
        if (failure != null || input.records() != sent.acknowledgedRecords()) {
            wrong.add(
                    "input",
                    "found %d records in the topic, expected %d, failure %s"
                            .formatted(input.records(), sent.acknowledgedRecords(), failure));
        }
        UsageCheck.check(input, administered, installation.apis().getFirst(), installation.token(), wrong);
        OutputCheck outputs = new OutputCheck(reader, input, wrong);
        outputs.checkReadings();
        outputs.checkRows();
        outputs.checkRejects();
        OverQuotaCheck overQuota = new OverQuotaCheck(reader, input, administered, wrong);
        overQuota.check();
        ReplayCheck replay;
        try (SchemaRegistryClient registry = installation.registryClient()) {
            replay = new ReplayCheck(reader, registry, folder, administered, wrong);
            replay.check();
        }
        DecisionCheck decisions = new DecisionCheck(input, sent::sentMs, administered, wrong);
        decisions.check(asked);
        int endedByThemselves = installation.processes().stream()
                .mapToInt(process -> process.endedByItself())
                .sum();
        return new FaultsReport(
                options,
                plan,
                input,
                sent,
                outputs,
                overQuota,
                replay,
                decisions,
                administered,
                asked,
                happened,
                disks(installation),
                endedByThemselves,
                wrong);
    }

    private String disks(Installation installation) throws IOException {
        return withoutDisks.isEmpty()
                ? "%d calls held back, each for %d ms"
                        .formatted(installation.heldByDisks(), Installation.DISK_DELAY.toMillis())
                : "left out: " + withoutDisks;
    }

    static void sleepUntil(long atMs) throws InterruptedException {
        long left = atMs - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }

    private static void say(String sentence) {
        System.err.printf("%tT  %s%n", System.currentTimeMillis(), sentence);
    }
}
