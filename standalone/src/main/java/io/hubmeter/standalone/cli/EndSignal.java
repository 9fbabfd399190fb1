package io.hubmeter.standalone.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C or the like, which is how a command that runs a server is ended as it should be: the process waits until the command has
 * stopped, and its exit code is then that of success.
 */
final class EndSignal {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

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
        stopped = true;
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
        if (stopped) {
            // Without this the exit code would be that of a process killed by the signal.
            Runtime.getRuntime().halt(ExitCodes.OK);
        }
    }
}
