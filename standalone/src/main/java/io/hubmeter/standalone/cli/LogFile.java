package io.hubmeter.standalone.cli;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where a command that runs a server writes what happens inside. */
final class LogFile {
    private LogFile() {}

    /** Sends logs of every kind to a file; to be called before anything logs. */
    static void use(Path file) {
        System.setProperty("hubmeter.log", file.toString());
        use("FILE");
    }

    /** Sends logs of every kind to standard error, where whoever runs a service looks for them; likewise. */
    static void useTerminal() {
        use("TERMINAL");
    }

    private static void use(String appender) {
        System.setProperty("hubmeter.appender", appender);
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }
}
