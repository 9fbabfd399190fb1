package io.hubmeter.standalone.cli;

import io.hubmeter.collector.http.CollectorEndpoint;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.schemas.Topics;
import io.hubmeter.standalone.NeededTopics;
import io.hubmeter.standalone.cull.CullSettings;
import io.hubmeter.standalone.cull.Culling;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter cull}. */
@Command(
        name = "cull",
        usageHelpAutoWidth = true,
        description = {
            "Stops the servers of one hub whose users are over a limit, after the grace, until Ctrl-C or SIGTERM ends it. Just before "
                    + "each stop it asks the decision API whether it is still called for; while that does not answer, nothing is "
                    + "stopped. What it did is on hubmeter.stops.",
            "",
            "Nothing is stopped unless cull.enabled is true.",
            "",
            "Settings come from a file, the environment and the command line; where they differ the later one wins. All of "
                    + "them are explained below."
        })
final class CullCommand implements Callable<Integer> {
    private static final Duration KAFKA_BOUND = Duration.ofSeconds(30);

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--dry-run",
            description = "The same as cull.dry-run=true: stop nothing, and say what would be stopped.")
    private boolean isDryRun;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    CullCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        LogFile.useTerminal();
        CullSettings settings =
                options.read(environment, isDryRun ? List.of("cull.dry-run=true") : List.of(), CullSettings::read);
        if (options.isCheck()) {
            SettingsOptions.print(out, settings.effective(), settings.warnings());
            return ExitCodes.OK;
        }
        if (!settings.isEnabled()) {
            throw new CommandFailed(
                    ("cull.enabled: found false, expected true: nothing is stopped unless that is said. This culler would stop "
                                    + "servers of hub '%s' through %s%s.")
                            .formatted(
                                    settings.culler().loop().hub(),
                                    settings.culler().hub().base(),
                                    settings.dask() == null ? "" : ", and delete DaskCluster objects"));
        }
        EndSignal end = EndSignal.listen();
        try {
            run(settings, end.arrived(), out);
            end.stopped();
        } finally {
            end.ended();
        }
        return ExitCodes.OK;
    }

    private static void run(CullSettings settings, CountDownLatch end, PrintWriter out) throws Exception {
        Logger log = LoggerFactory.getLogger(CullCommand.class);
        SettingsOptions.log(log, settings.effective(), settings.warnings());
        needTopics(settings);
        AtomicReference<@Nullable Culling> culling = new AtomicReference<>();
        try (ProcessMetrics metrics = ProcessMetrics.start();
                CollectorEndpoint endpoint = CollectorEndpoint.start(
                        settings.http().host(),
                        settings.http().port(),
                        metrics.registry(),
                        () -> reporting(culling.get()));
                Culling running = Culling.start(settings, metrics.registry(), InstantSource.system())) {
            culling.set(running);
            out.printf(
                    "%s. Metrics and health at %s%n",
                    settings.culler().isRehearsal() ? "Rehearsing" : "Culling", endpoint.uri());
            out.flush();
            end.await();
            out.println("Stopping ...");
            out.flush();
        }
        out.println("Stopped.");
        out.flush();
    }

    private static @Nullable List<Reporting> reporting(@Nullable Culling culling) {
        return culling == null ? null : new ArrayList<>(culling.reporting());
    }

    private static void needTopics(CullSettings settings) {
        String kafka = settings.kafka().bootstrapServers();
        List<String> missing;
        try {
            missing = NeededTopics.missing(
                    kafka, settings.kafka().properties(), List.of(Topics.OVER_QUOTA, Topics.STOPS), KAFKA_BOUND);
        } catch (KafkaException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        if (!missing.isEmpty()) {
            throw new CommandFailed(NeededTopics.complaint(missing, kafka));
        }
    }
}
