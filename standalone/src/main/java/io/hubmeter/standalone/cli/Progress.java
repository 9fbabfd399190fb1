package io.hubmeter.standalone.cli;

import java.io.Console;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error; where that is no terminal it is a line now and then. */
final class Progress implements AutoCloseable, LongConsumer {
    private static final int LINE_LENGTH = 100;
    private static final int TERMINAL_INTERVAL_MS = 200;
    private static final int LOG_INTERVAL_MS = 5_000;

    private final @Nullable ProgressBar bar;

    /** A bar of something; its size may be −1 if it is not known. */
    Progress(String task, long size) {
        boolean terminal = isTerminal();
        ProgressBarConsumer consumer = terminal
                ? new ConsoleProgressBarConsumer(System.err, LINE_LENGTH)
                : new DelegatingProgressBarConsumer(line -> System.err.println(line.strip()), LINE_LENGTH);
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(size)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)
                .setConsumer(consumer)
                .showSpeed()
                .build();
    }

    private Progress() {
        bar = null;
    }

    /** None at all, where it would be in the way. */
    static Progress none() {
        return new Progress();
    }

    /** Whether people sit before standard output. */
    // JDK 25 answers null again where 22 to 24 did not.
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** What happens while it is shown may make it more than the size. */
    @Override
    public void accept(long done) {
        if (bar != null) {
            bar.stepTo(bar.isIndefinite() ? done : Math.min(done, bar.getMax()));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
