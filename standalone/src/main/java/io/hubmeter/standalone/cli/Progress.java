package io.hubmeter.standalone.cli;

import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;

/** A progress bar on standard error; where that is no terminal it is a line now and then. */
final class Progress implements AutoCloseable, LongConsumer {
    private static final int LINE_LENGTH = 100;
    private static final int TERMINAL_INTERVAL_MS = 200;
    private static final int LOG_INTERVAL_MS = 2_000;

    private final ProgressBar bar;

    Progress(String task, long size) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(size)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(CommandLine.Help.Ansi.AUTO.enabled() ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, LINE_LENGTH))
                .showSpeed()
                .build();
    }

    @Override
    public void accept(long done) {
        bar.stepTo(done);
    }

    @Override
    public void close() {
        bar.close();
    }
}
