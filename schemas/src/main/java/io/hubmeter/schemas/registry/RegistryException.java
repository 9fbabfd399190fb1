package io.hubmeter.schemas.registry;

import java.io.Serial;

/** A schema registry did not do what it was asked. */
public abstract sealed class RegistryException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private RegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    private RegistryException(String message) {
        super(message);
    }

    /** The registry answered with an error: asking again gives the same answer. */
    public static final class Refused extends RegistryException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int status;
        private final int errorCode;

        /**
         * @param status HTTP status
         * @param errorCode Confluent's error code, e.g. 40403; equals the status when the answer names none
         */
        public Refused(int status, int errorCode, String message) {
            super(message + " (status " + status + ", error code " + errorCode + ")");
            this.status = status;
            this.errorCode = errorCode;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** Confluent's error code, whose first three digits are the status. */
        public int errorCode() {
            return errorCode;
        }
    }

    /** The registry gave no usable answer in all attempts: asking later may help. */
    public static final class Unreachable extends RegistryException {

        @Serial
        private static final long serialVersionUID = 1L;

        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }

        public Unreachable(String message) {
            super(message);
        }
    }
}
