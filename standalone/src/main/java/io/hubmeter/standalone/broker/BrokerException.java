package io.hubmeter.standalone.broker;

import java.io.Serial;

/** An embedded broker did not start; the message says why and what to do. */
public final class BrokerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    BrokerException(String message) {
        super(message);
    }

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
