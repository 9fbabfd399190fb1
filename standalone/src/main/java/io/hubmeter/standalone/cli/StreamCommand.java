package io.hubmeter.standalone.cli;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.NeededTopics;
import io.hubmeter.standalone.stream.StreamSettings;
import io.hubmeter.streams.StartRefused;
import io.hubmeter.streams.StreamsApp;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hubmeter stream}. */
@Command(
        name = "stream",
        usageHelpAutoWidth = true,
        description = {
            "Runs the stream processor on a Kafka and a schema registry of your own, and answers questions about its stores on a "
                    + "loopback port, until Ctrl-C or SIGTERM ends it. The topics must exist: see 'hubmeter topics apply'.",
            "",
            "Settings come from a file, the environment and the command line; where they differ the later one wins. All of "
                    + "them are explained below."
        })
final class StreamCommand implements Callable<Integer> {
    private static final Duration KAFKA_BOUND = Duration.ofSeconds(30);
    private static final long LOOK_MS = 500;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    StreamCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        LogFile.useTerminal();
        StreamSettings settings = options.read(environment, StreamSettings::read);
        if (options.isCheck()) {
            SettingsOptions.print(out, settings.effective(), List.of());
            return ExitCodes.OK;
        }
        EndSignal end = EndSignal.listen();
        try {
            int exitCode = run(settings, end.arrived(), out);
            end.stopped(exitCode);
            return exitCode;
        } catch (StartRefused e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        } finally {
            end.ended();
        }
    }

    private int run(StreamSettings settings, CountDownLatch end, PrintWriter out) throws InterruptedException {
        Logger log = LoggerFactory.getLogger(StreamCommand.class);
        SettingsOptions.log(log, settings.effective(), List.of());
        needTopics(settings);
        // Closed from the last to the first: no answers, then out of the group, so that others take over at once.
        try (SchemaRegistryClient registry = new HttpSchemaRegistry(settings.registry());
                StreamsApp app =
                        StreamsApp.start(settings.app(), registry, settings.queries(), settings.advertised())) {
            out.printf("Started. Queries are answered at %s%n", app.queriesAt());
            out.flush();
            boolean isToldRunning = false;
            while (!end.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (app.hasFailed()) {
                    log.error("the stream processor has stopped");
                    Objects.requireNonNull(spec)
                            .commandLine()
                            .getErr()
                            .println("The stream processor has stopped, and the log says more: "
                                    + app.failure().orElse("no thread is left"));
                    return ExitCodes.FAILED;
                }
                if (!isToldRunning && app.isRunning()) {
                    isToldRunning = true;
                    out.println("Running: the stores are restored, and records are processed.");
                    out.flush();
                }
            }
            out.println("Stopping ...");
            out.flush();
        }
        out.println("Stopped.");
        out.flush();
        return ExitCodes.OK;
    }

    private static void needTopics(StreamSettings settings) {
        String kafka = settings.kafka().bootstrapServers();
        List<String> missing;
        try {
            missing = NeededTopics.missing(kafka, settings.kafka().properties(), Topics.all(), KAFKA_BOUND);
        } catch (KafkaException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        if (!missing.isEmpty()) {
            throw new CommandFailed(NeededTopics.complaint(missing, kafka));
        }
    }
}
