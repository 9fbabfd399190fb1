package io.hubmeter.standalone.cli;

import java.io.PrintStream;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error; where that is no terminal it is a line now and then. */
final class Progress implements AutoCloseable, LongConsumer {
    private static final int TERMINAL_INTERVAL_MS = 200;
    private static final int LOG_INTERVAL_MS = 2_000;

    private final ProgressBar bar;

    Progress(String task, long size, PrintStream err) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(size)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(System.console() == null ? LOG_INTERVAL_MS : TERMINAL_INTERVAL_MS)
                .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(err, LINE_LENGTH))
                .showSpeed()
                .build();
    }

    private static final int LINE_LENGTH = 100;

    @Override
    public void accept(long done) {
        bar.stepTo(done);
    }

    @Override
    public void close() {
        bar.close();
    }
}
