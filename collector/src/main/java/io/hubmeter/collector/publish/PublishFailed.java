package io.hubmeter.collector.publish;

/** A record could not be written within the producer's time limit; what came after it must not count as written. */
public final class PublishFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
