package io.hubmeter.standalone.cli;

import io.hubmeter.collector.CollectorConfig;
import io.hubmeter.collector.http.CollectorEndpoint;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.metrics.ProcessMetrics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hubmeter collect}. */
@Command(
        name = "collect",
        usageHelpAutoWidth = true,
        description = {
            "Watches Kubernetes clusters, JupyterHubs and a policy file, and writes what it sees to Kafka, until Ctrl-C or "
                    + "SIGTERM ends it.",
            "",
            "Settings come from a file, the environment and the command line; where they differ the later one wins. All of "
                    + "them are explained below."
        })
final class CollectCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final CollectorStarter starter;
    private final Map<String, String> environment;

    CollectCommand(CollectorStarter starter, Map<String, String> environment) {
        this.starter = starter;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        // First of all: settings are read with a library that logs, and the first logger decides where all of them go.
        LogFile.useTerminal();
        CollectorConfig config = options.read(environment, CollectorConfig::from);
        if (options.isCheck()) {
            SettingsOptions.print(out, config.effective(), config.warnings());
            return ExitCodes.OK;
        }
        EndSignal end = EndSignal.listen();
        try {
            int exitCode = run(config, end, out);
            end.stopped(exitCode);
            return exitCode;
        } finally {
            end.ended();
        }
    }

    private int run(CollectorConfig config, EndSignal end, PrintWriter out) throws Exception {
        Logger log = LoggerFactory.getLogger(CollectCommand.class);
        SettingsOptions.log(log, config.effective(), config.warnings());
        AtomicReference<@Nullable List<? extends Reporting>> sources = new AtomicReference<>();
        // Listening first: a taken port is told before anything is read, and whoever watches the process sees it start.
        try (ProcessMetrics metrics = ProcessMetrics.start();
                CollectorEndpoint endpoint = CollectorEndpoint.start(
                        config.http().host(), config.http().port(), metrics.registry(), sources::get);
                CollectorStarter.Running running = starter.start(config, metrics.registry())) {
            sources.set(running.reporting());
            CompletableFuture<String> failed = new CompletableFuture<>();
            running.failed().thenAccept(sentence -> {
                failed.complete(sentence);
                end.arrived().countDown();
            });
            out.printf("Collecting. Metrics and health at %s%n", endpoint.uri());
            out.flush();
            end.arrived().await();
            if (failed.isDone()) {
                log.error("a source has failed for good: {}", failed.join());
                Objects.requireNonNull(spec).commandLine().getErr().println(failed.join());
                return ExitCodes.FAILED;
            }
            out.println("Stopping ...");
            out.flush();
        }
        out.println("Stopped.");
        out.flush();
        return ExitCodes.OK;
    }
}
