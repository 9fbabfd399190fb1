package io.hubmeter.standalone.cli;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.http.Faces;
import io.hubmeter.api.metrics.AccountMetricsConfig;
import io.hubmeter.api.metrics.AccountScans;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter demo}. */
@Command(
        name = "demo",
        description = {
            "Runs everything in this process and feeds it a real trace: 15,000 GPU jobs of 106 users, moved so that the last "
                    + "of them starts now. Then it goes on: what still runs is metered live.",
            "",
            "Ctrl-C stops it; the next start continues with the same state."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String TRACE = "traces/venus-2020-06/jobs.csv.gz";
    private static final String POLICY = "policies/demo.yaml";
    /** All of the trace's few users, and soon enough for somebody who has just started it. */
    private static final AccountMetricsConfig METRICS =
            new AccountMetricsConfig(Duration.ofSeconds(15), 50, 0.8, 1_000, true, 500, 10_000, Map.of());

    @Option(
            names = "--home",
            hidden = true,
            defaultValue = "${env:HUBMETER_HOME:-.}",
            description = "The folder of this program, with traces and policies.")
    private Path home = Path.of(".");

    @Option(names = "--data", paramLabel = "DIR", description = "Where to keep its data; default: .hubmeter/demo.")
    private Path data = DataFolder.DEFAULT.folder();

    @Option(names = "--policy", paramLabel = "FILE", description = "The policy; default: the bundled one.")
    private @Nullable Path policyFile;

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port; default: 8787, 0 takes a free one.")
    private int apiPort = Ports.API;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Kafka's port; default: 19092, 0 takes a free one.")
    private int kafkaPort = Ports.KAFKA;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "The schema registry's port; default: 18081, 0 takes a free one.")
    private int registryPort = Ports.REGISTRY;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LogFile.use(data.resolve("hubmeter.log"));
        Policy policy = Files.policy(policyFile == null ? home.resolve(POLICY) : policyFile);
        InstantSource clock = InstantSource.system();
        Trace trace = Files.trace(home.resolve(TRACE), TraceBounds.until(clock.instant()), err);
        EndSignal end = EndSignal.listen();
        try {
            run(policy, trace, clock, end.arrived(), out);
            end.stopped();
        } finally {
            end.ended();
        }
        return ExitCodes.OK;
    }

    private void run(Policy policy, Trace trace, InstantSource clock, CountDownLatch stop, PrintWriter out)
            throws IOException, InterruptedException {
        long startedNs = System.nanoTime();
        java.nio.file.Files.createDirectories(data);
        out.println("Starting Kafka, the schema registry and the stream processor ...");
        out.flush();
        DataFolder folder = new DataFolder(data);
        try (Standalone standalone = Standalone.start(StandaloneConfig.in(data).onPorts(kafkaPort, registryPort))) {
            Demo demo = standalone.own(Demo.of(standalone, trace, policy, clock));
            if (caughtUp(demo, stop, out)) {
                DecisionTopic decisions =
                        standalone.own(DecisionTopic.of(standalone.bootstrapServers(), standalone.registry()));
                GrantTopic grants = standalone.own(GrantTopic.of(standalone.bootstrapServers(), standalone.registry()));
                // Closed before the platform: only the process that the folder belongs to deletes its files.
                DemoTokens tokens = standalone.own(DemoTokens.write(folder, new SecureRandom()));
                decisions.bindTo(standalone.metrics().registry());
                DecisionApi api = standalone.own(DecisionApi.start(
                        DecisionApiConfig.onLoopback(apiPort, tokens.accepted()),
                        Faces.DEFAULT,
                        new ApiMetrics(standalone.metrics()),
                        standalone.usage(),
                        decisions,
                        grants,
                        clock));
                var _ = standalone.own(AccountScans.start(standalone.usage(), METRICS, standalone.metrics(), clock));
                standalone.own(() -> java.nio.file.Files.deleteIfExists(folder.url()));
                java.nio.file.Files.writeString(folder.url(), api.uri() + System.lineSeparator());
                welcome(standalone, api.uri(), folder, Duration.ofNanos(System.nanoTime() - startedNs), out);
                demo.live(stop);
            }
            out.println("Stopping ...");
            out.flush();
        }
        out.println("Stopped. The next './hubmeter demo' continues from here.");
        out.flush();
    }

    private boolean caughtUp(Demo demo, CountDownLatch stop, PrintWriter out) throws InterruptedException {
        if (demo.isResumed()) {
            out.printf("Continuing with what is in %s.%n", data);
        } else {
            out.printf("Feeding a month of jobs into an empty %s.%n", data);
        }
        out.flush();
        try (Progress progress = new Progress(demo.isResumed() ? "Catching up" : "Feeding", demo.size())) {
            return demo.catchUp(progress, stop);
        }
    }

    private static void welcome(Standalone standalone, URI api, DataFolder folder, Duration took, PrintWriter out) {
        out.printf("%nHubmeter is running at %s (ready within %.1f s)%n", api, took.toMillis() / 1e3);
        out.printf("Kafka at %s, schema registry at %s%n%n", standalone.bootstrapServers(), standalone.registryUri());
        out.println("Try, in another terminal:");
        out.println("  ./hubmeter decide --user u001 --gpu 1 --cpu 4");
        out.println("  ./hubmeter decide --user u003 --gpu 1 --cpu 4");
        out.println("  ./hubmeter standings");
        out.println("  ./hubmeter report --by group");
        out.println("  ./hubmeter grant --user u003 --amount '10000 core-hours' --window 30d --reason 'a try'");
        out.printf("  curl -H \"Authorization: Bearer $(cat %s)\" %s/v1/policy%n", folder.token(), api);
        out.printf(
                "%nThe token of a hub is in %s, that of Prometheus in %s; all are new at each start.%n",
                folder.hubToken(), folder.metricsToken());
        out.println("Ctrl-C stops it.");
        out.flush();
    }
}
