package io.hubmeter.standalone.cli;

import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.standalone.NeededTopics;
import io.hubmeter.standalone.serve.ServeSettings;
import io.hubmeter.standalone.serve.Serving;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hubmeter serve}. */
@Command(
        name = "serve",
        usageHelpAutoWidth = true,
        description = {
            "Runs the decision API: decisions, usage, report and grants over HTTP, for callers with tokens, until Ctrl-C or SIGTERM "
                    + "ends it; and the web pages of the hub's users, if pages.port is set. It reads usage from 'hubmeter stream', and starts without it too.",
            "",
            "Settings come from a file, the environment and the command line; where they differ the later one wins. All of "
                    + "them are explained below."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Duration KAFKA_BOUND = Duration.ofSeconds(5);

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LogFile.useTerminal();
        ServeSettings settings = options.read(environment, ServeSettings::read);
        if (options.isCheck()) {
            SettingsOptions.print(out, settings.effective(), settings.warnings());
            return ExitCodes.OK;
        }
        EndSignal end = EndSignal.listen();
        try {
            run(settings, end.arrived(), out, err);
            end.stopped();
        } finally {
            end.ended();
        }
        return ExitCodes.OK;
    }

    private static void run(ServeSettings settings, CountDownLatch end, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        SettingsOptions.log(log, settings.effective(), settings.warnings());
        needTopics(settings, log);
        try (Serving serving = Serving.start(settings, InstantSource.system())) {
            settings.warnings().forEach(warning -> err.println("WARNING: " + warning));
            err.flush();
            out.printf("Serving. Decisions at %s%n", serving.uri());
            if (serving.pagesUri() != null) {
                out.printf("Pages for the hub's proxy at %s%n", serving.pagesUri());
            }
            out.flush();
            end.await();
            out.println("Stopping ...");
            out.flush();
        }
        out.println("Stopped.");
        out.flush();
    }

    /** Missing topics are a mistake; a Kafka that does not answer now may do so later, and decisions do not need it. */
    private static void needTopics(ServeSettings settings, Logger log) {
        List<Topic> needed = new ArrayList<>(List.of(Topics.DECISIONS, Topics.GRANTS));
        if (settings.cluster() != null) {
            needed.add(Topics.OWNERS);
        }
        String kafka = settings.kafka().bootstrapServers();
        try {
            List<String> missing = NeededTopics.missing(kafka, settings.kafka().properties(), needed, KAFKA_BOUND);
            if (!missing.isEmpty()) {
                throw new CommandFailed(NeededTopics.complaint(missing, kafka));
            }
        } catch (KafkaException e) {
            log.warn("starting without Kafka: nothing is recorded until it answers reason={}", e.getMessage());
        }
    }
}
