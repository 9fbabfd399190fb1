package io.hubmeter.standalone.cli;

import io.hubmeter.collector.Collector;
import io.hubmeter.collector.config.Declaration;
import io.hubmeter.standalone.cull.CullDeclaration;
import io.hubmeter.standalone.serve.ServeDeclaration;
import io.hubmeter.standalone.stream.StreamDeclaration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The {@code hubmeter} command. */
@Command(
        name = "hubmeter",
        description = "An electricity meter for JupyterHub: usage quotas on CPU, memory and GPU hours.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "hubmeter 0.1.0",
        scope = ScopeType.INHERIT,
        exitCodeOnInvalidInput = ExitCodes.ERROR,
        exitCodeOnExecutionException = ExitCodes.ERROR,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; of decide: permit",
            "1:of decide: deny; of policy check and policy simulate: the file has problems; of topics apply: a topic differs; of "
                    + "audit: drift",
            "2:of decide: it cannot be told",
            "3:used wrongly, unusable input, nobody answers, or the token is not for this",
            "4:of collect: a source has failed for good; of stream: the stream processor has stopped"
        },
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            DecideCommand.class,
            UsageCommand.class,
            StandingsCommand.class,
            ReportCommand.class,
            GrantCommand.class,
            CorrectCommand.class,
            VoidCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            PolicyCommand.class,
            SourcesCommand.class,
            TopicsCommand.class
        })
public final class Hubmeter {
    private Hubmeter() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute. */
    static CommandLine commandLine() {
        return commandLine(
                (config, metrics) -> new RunningCollector(Collector.start(config, metrics, InstantSource.system())),
                System.getenv());
    }

    /** The command line with another collector and environment. */
    static CommandLine commandLine(CollectorStarter collector, Map<String, String> environment) {
        CommandLine commandLine = new CommandLine(new Hubmeter());
        CommandLine collect = new CommandLine(new CollectCommand(collector, environment));
        SettingsHelp.addTo(
                collect, Declaration::groups, Map.entry("kubernetes.prod.hubs", "HUBMETER_KUBERNETES_PROD_HUBS"));
        commandLine.addSubcommand(collect);
        CommandLine stream = new CommandLine(new StreamCommand(environment));
        SettingsHelp.addTo(stream, StreamDeclaration::groups, Map.entry("query.port", "HUBMETER_QUERY_PORT"));
        commandLine.addSubcommand(stream);
        CommandLine serve = new CommandLine(new ServeCommand(environment));
        SettingsHelp.addTo(serve, ServeDeclaration::groups, Map.entry("api.tokens.file", "HUBMETER_API_TOKENS_FILE"));
        commandLine.addSubcommand(serve);
        CommandLine cull = new CommandLine(new CullCommand(environment));
        SettingsHelp.addTo(cull, CullDeclaration::groups, Map.entry("cull.enabled", "HUBMETER_CULL_ENABLED"));
        commandLine.addSubcommand(cull);
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof CommandFailed) {
                command.getErr().println(command.getColorScheme().errorText(exception.getMessage()));
            } else {
                // Looked up late: a command decides first where its log goes.
                LoggerFactory.getLogger(Hubmeter.class).error("{} failed", command.getCommandName(), exception);
                command.getErr().println(command.getColorScheme().errorText(describe(exception)));
            }
            return ExitCodes.ERROR;
        });
        return commandLine;
    }

    private static String describe(Throwable exception) {
        String message = exception.getMessage();
        return message == null ? exception.getClass().getSimpleName() : message;
    }
}
