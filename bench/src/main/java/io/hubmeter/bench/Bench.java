package io.hubmeter.bench;

import io.hubmeter.bench.collector.CollectorRounds;
import io.hubmeter.bench.crossing.CrossingRun;
import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.pages.PageRounds;
import io.hubmeter.bench.pages.PagesServer;
import io.hubmeter.bench.prometheus.PrometheusRounds;
import io.hubmeter.bench.queryable.QueryableRun;
import io.hubmeter.bench.report.ReportRounds;
import io.hubmeter.bench.report.ReportServer;
import io.hubmeter.bench.topology.TopologyRounds;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./bench/run}: measures the topology and the decisions, or the collector, or how soon crossings are told, or
 * pages, or reports, in JVMs of their own, and prints one report in Markdown. Progress goes to the error output. Ends by itself and leaves nothing behind.
 */
public final class Bench {
    private static final Set<String> OPTIONS = Set.of(
            "--quick",
            "--profile",
            "--topology",
            "--decisions",
            "--separate",
            "--prometheus",
            "--stores",
            "--collector",
            "--crossing",
            "--pages",
            "--report",
            "--queryable",
            "--open-loop",
            "--growth");
    private static final int TOPOLOGY_HEAP_MB = 3_072;
    private static final int SERVER_HEAP_MB = 2_048;
    private static final int LOAD_HEAP_MB = 512;
    private static final int COLLECTOR_HEAP_MB = 1_024;
    private static final int CROSSING_HEAP_MB = 1_024;

    private final Sizes sizes;
    private final boolean isProfiled;
    private final Path folder;
    private final Map<Integer, Samples> topology = new LinkedHashMap<>();
    private final Samples decisions = new Samples();
    private final List<String> profile = new ArrayList<>();

    private Bench(Sizes sizes, boolean isProfiled, Path folder) {
        this.sizes = sizes;
        this.isProfiled = isProfiled;
        this.folder = folder;
    }

    /** Runs it; the property {@code hubmeter.bench.load} is the load average before the build, if it was noted. */
    public static void main(String[] args) throws Exception {
        List<String> given = List.of(args);
        if (!OPTIONS.containsAll(given)) {
            System.err.println(
                    "options: found " + given
                            + ", expected some of --quick --profile, and one of --topology, --decisions, --decisions --separate, --prometheus, --stores, --collector, --crossing, --pages, --report, --queryable, --open-loop, --growth");
            System.exit(2);
        }
        Machine machine = Machine.now(System.getProperty("hubmeter.bench.load", ""));
        Path folder = Files.createTempDirectory("hubmeter-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete"));
        Files.createFile(folder.resolve("no-logging.properties"));
        if (given.contains("--collector")) {
            collector(machine, given, folder);
            return;
        }
        if (given.contains("--crossing")) {
            crossing(machine, given, folder);
            return;
        }
        if (given.contains("--pages")) {
            pages(machine, given, folder);
            return;
        }
        if (given.contains("--report")) {
            report(machine, given, folder);
            return;
        }
        boolean isQuick = given.contains("--quick");
        if (given.contains("--queryable")) {
            QueryableRun.Plan plan = QueryableReport.plan(isQuick);
            Samples samples = QueryableReport.measure(plan, folder);
            System.out.print(new QueryableReport(machine, plan, samples).text());
            return;
        }
        if (given.contains("--open-loop")) {
            OpenLoopReport.Plan plan = isQuick ? OpenLoopReport.Plan.QUICK : OpenLoopReport.Plan.FULL;
            Samples samples = OpenLoopReport.measure(plan, folder);
            System.out.print(new OpenLoopReport(machine, plan, samples).text());
            return;
        }
        if (given.contains("--growth")) {
            growth(machine, isQuick, folder);
            return;
        }
        if (given.contains("--prometheus")) {
            prometheus(machine, given, folder);
            return;
        }
        if (given.contains("--stores")) {
            StoresSizes stores = given.contains("--quick") ? StoresSizes.QUICK : StoresSizes.FULL;
            Samples samples = new Samples();
            askDecisions(
                    stores.fills(),
                    stores.heapMb(),
                    stores.rounds(),
                    stores.questions(),
                    false,
                    folder,
                    samples,
                    new ArrayList<>());
            System.out.print(new StoresReport(machine, stores, samples).text());
            return;
        }
        Sizes sizes = isQuick ? Sizes.QUICK : Sizes.FULL;
        if (given.contains("--separate")) {
            SeparateReport report = new SeparateReport(machine, sizes, new Samples(), given.contains("--profile"));
            report.measure(folder);
            System.out.print(report.text());
            return;
        }
        Bench bench = new Bench(sizes, given.contains("--profile"), folder);
        if (!given.contains("--decisions")) {
            bench.measureTopology();
        }
        if (!given.contains("--topology")) {
            bench.measureDecisions();
        }
        List<String> flags = new ArrayList<>(Child.FLAGS);
        flags.add("heap of %d MB (topology), %d MB (API)".formatted(TOPOLOGY_HEAP_MB, SERVER_HEAP_MB));
        System.out.print(new Report(machine, sizes, flags, bench.topology, bench.decisions, bench.profile).text());
    }

    private static void collector(Machine machine, List<String> given, Path folder)
            throws IOException, InterruptedException {
        if (!KubeApiServer.available()) {
            System.out.println("Skipped: the collector of Kubernetes; " + KubeApiServer.whatIsMissing());
            return;
        }
        CollectorSizes sizes = given.contains("--quick") ? CollectorSizes.QUICK : CollectorSizes.FULL;
        Samples samples = new Samples();
        List<String> profile = new ArrayList<>();
        try (Child child = Child.start(
                CollectorRounds.class,
                COLLECTOR_HEAP_MB,
                folder,
                List.of(
                        Integer.toString(sizes.pods()),
                        Integer.toString(sizes.rounds()),
                        Integer.toString(sizes.seconds()),
                        sizes.heapsMb().stream().map(String::valueOf).collect(Collectors.joining(",")),
                        Boolean.toString(given.contains("--profile"))))) {
            child.finish(samples, profile);
        }
        System.out.print(new CollectorReport(machine, sizes, samples, profile).text());
    }

    private static void crossing(Machine machine, List<String> given, Path folder)
            throws IOException, InterruptedException {
        CrossingSizes sizes = given.contains("--quick") ? CrossingSizes.QUICK : CrossingSizes.FULL;
        Samples samples = new Samples();
        List<String> profile = new ArrayList<>();
        try (Child child = Child.start(
                CrossingRun.class,
                CROSSING_HEAP_MB,
                folder,
                List.of(
                        Integer.toString(sizes.accounts()),
                        Integer.toString(sizes.warmUp()),
                        Integer.toString(sizes.seconds()),
                        Boolean.toString(given.contains("--profile"))))) {
            child.finish(samples, profile);
        }
        System.out.print(new CrossingReport(machine, sizes, samples, profile).text());
    }

    private static void pages(Machine machine, List<String> given, Path folder)
            throws IOException, InterruptedException {
        PagesSizes sizes = given.contains("--quick") ? PagesSizes.QUICK : PagesSizes.FULL;
        Samples samples = new Samples();
        List<String> profile = new ArrayList<>();
        try (Child server = Child.start(
                PagesServer.class,
                SERVER_HEAP_MB,
                folder,
                List.of(
                        Integer.toString(sizes.accounts()),
                        Integer.toString(sizes.users()),
                        Integer.toString(sizes.steady()),
                        Boolean.toString(given.contains("--profile"))))) {
            List<String> arguments = new ArrayList<>();
            arguments.add(Integer.toString(sizes.rounds()));
            arguments.add(Integer.toString(sizes.seconds()));
            arguments.addAll(List.of(server.awaitLine(PagesServer.READY).split(" ", -1)));
            try (Child load = Child.start(PageRounds.class, LOAD_HEAP_MB, folder, arguments)) {
                load.finish(samples, profile);
            }
            server.endInput();
            server.finish(samples, profile);
        }
        System.out.print(new PagesReport(machine, sizes, samples, profile).text());
    }

    /** The property {@code hubmeter.bench.pictures} is the folder to draw into; a smoke test draws where nobody takes it for a result. */
    private static void growth(Machine machine, boolean isQuick, Path folder) throws IOException, InterruptedException {
        GrowthReport.Plan plan = isQuick ? GrowthReport.Plan.QUICK : GrowthReport.Plan.FULL;
        GrowthReport report = new GrowthReport(machine, plan, GrowthReport.measure(plan, folder));
        System.out.print(report.text());
        Path pictures = Path.of(System.getProperty("hubmeter.bench.pictures", "."));
        Path picture = pictures.resolve(isQuick ? "growth-quick.svg" : "growth.svg");
        Files.writeString(picture, report.picture());
        System.err.println("drawn: " + picture);
    }

    private static void prometheus(Machine machine, List<String> given, Path folder)
            throws IOException, InterruptedException {
        boolean isQuick = given.contains("--quick");
        int accounts = isQuick ? 500 : 10_000;
        Samples samples = new Samples();
        try (Child child = Child.start(
                PrometheusRounds.class,
                SERVER_HEAP_MB,
                folder,
                isQuick
                        ? List.of(Integer.toString(accounts), "60", "1", "1500", "5")
                        : List.of(Integer.toString(accounts), "60", "3", "10000", "30"))) {
            child.finish(samples, new ArrayList<>());
        }
        System.out.print(PrometheusReport.text(machine, accounts, samples));
    }

    private static void report(Machine machine, List<String> given, Path folder)
            throws IOException, InterruptedException {
        ReportSizes sizes = given.contains("--quick") ? ReportSizes.QUICK : ReportSizes.FULL;
        Samples samples = new Samples();
        List<String> profile = new ArrayList<>();
        try (Child server = Child.start(
                ReportServer.class,
                sizes.heapMb(),
                folder,
                List.of(
                        Integer.toString(sizes.accounts()),
                        Integer.toString(sizes.days()),
                        folder.resolve("rows").toString()))) {
            List<String> arguments = new ArrayList<>();
            arguments.add(Integer.toString(sizes.rounds()));
            arguments.add(Integer.toString(sizes.days()));
            arguments.addAll(List.of(server.awaitLine(ReportServer.READY).split(" ", -1)));
            try (Child load = Child.start(ReportRounds.class, LOAD_HEAP_MB, folder, arguments)) {
                load.finish(samples, profile);
            }
            server.endInput();
            server.finish(samples, profile);
        }
        System.out.print(new UsageReport(machine, sizes, samples).text());
    }

    private void measureTopology() throws IOException, InterruptedException {
        for (int accounts : sizes.accounts()) {
            Samples samples = topology.computeIfAbsent(accounts, unknown -> new Samples());
            try (Child child = Child.start(
                    TopologyRounds.class,
                    TOPOLOGY_HEAP_MB,
                    folder,
                    List.of(
                            Integer.toString(accounts),
                            Integer.toString(sizes.events()),
                            Integer.toString(sizes.topologyRounds()),
                            Boolean.toString(isProfiled)))) {
                child.finish(samples, profile);
            }
        }
    }

    private void measureDecisions() throws IOException, InterruptedException {
        askDecisions(
                sizes.accounts().stream()
                        .map(accounts -> new StoresSizes.Fill(accounts, sizes.readings()))
                        .toList(),
                SERVER_HEAP_MB,
                sizes.decisionRounds(),
                sizes.questions(),
                isProfiled,
                folder,
                decisions,
                profile);
    }

    private static void askDecisions(
            List<StoresSizes.Fill> fills,
            int heapMb,
            int rounds,
            int questions,
            boolean isProfiled,
            Path folder,
            Samples samples,
            List<String> profile)
            throws IOException, InterruptedException {
        List<Child> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>();
            arguments.add(Integer.toString(rounds));
            arguments.add(Integer.toString(questions));
            for (StoresSizes.Fill fill : fills) {
                Child server = Child.start(
                        DecisionServer.class,
                        heapMb,
                        folder,
                        List.of(
                                Integer.toString(fill.accounts()),
                                Integer.toString(fill.readings()),
                                Boolean.toString(isProfiled)));
                servers.add(server);
                String[] ports = server.awaitLine(DecisionServer.READY).split(" ", -1);
                arguments.add("%d:%s:%s".formatted(fill.accounts(), ports[1], ports[2]));
            }
            try (Child load = Child.start(LoadRounds.class, LOAD_HEAP_MB, folder, arguments)) {
                load.finish(samples, profile);
            }
            for (Child server : servers) {
                server.endInput();
                server.finish(samples, profile);
            }
        } finally {
            for (Child server : servers) {
                server.close();
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println(folder + ": could not be deleted: " + e.getMessage());
        }
    }
}
