package io.hubmeter.collector.source;

/** The end that a source is told. */
public final class Interruption {
    private Interruption() {}

    /** The one exception that {@link Source#run} ends with, whichever library noticed first. */
    public static InterruptedException of(Exception noticed) {
        // Kafka's own exception sets the flag; ours stands for it.
        boolean _ = Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("interrupted");
        interrupted.initCause(noticed);
        return interrupted;
    }
}
