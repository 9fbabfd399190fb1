package io.hubmeter.standalone.cli;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where a command that runs a server writes what happens inside. */
final class LogFile {
    private LogFile() {}

    /** Sends logs of every kind to a file; to be called before anything logs. */
    static void use(Path file) {
        System.setProperty("hubmeter.appender", "FILE");
        System.setProperty("hubmeter.log", file.toString());
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }
}
