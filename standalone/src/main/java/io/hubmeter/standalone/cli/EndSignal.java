package io.hubmeter.standalone.cli;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C or the like, which is how a command that runs a server is ended as it should be: the process waits until the command has
 * stopped, and its exit code is then that of success.
 */
final class EndSignal {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Integer exitCode;

    private EndSignal() {}

    /** Listens from now on; once in a process. */
    static EndSignal listen() {
        EndSignal signal = new EndSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop"));
        return signal;
    }

    /** Opens when the command should stop. */
    CountDownLatch arrived() {
        return arrived;
    }

    /** Says that the command has stopped and everything is closed. */
    void stopped() {
        stopped(ExitCodes.OK);
    }

    /** Says that the command has stopped and everything is closed, and with which code the process is to end. */
    void stopped(int code) {
        exitCode = code;
    }

    /** Says that the command is over, well or not; to be called in any case. */
    void ended() {
        ended.countDown();
    }

    private void onShutdown() {
        if (ended.getCount() == 0) {
            return;
        }
        arrived.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Integer code = exitCode;
        if (code != null) {
            // Without this the exit code would be that of a process killed by the signal.
            Runtime.getRuntime().halt(code);
        }
    }
}
