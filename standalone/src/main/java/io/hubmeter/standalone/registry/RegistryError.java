package io.hubmeter.standalone.registry;

import java.io.Serial;

/** A request that is answered with one of Confluent's error codes. */
final class RegistryError extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;
    private static final int SUBJECT_UNKNOWN = 40401;
    private static final int VERSION_UNKNOWN = 40402;
    private static final int SCHEMA_UNKNOWN = 40403;
    private static final int LEVEL_NOT_SET = 40408;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INVALID_SCHEMA = 42201;
    private static final int INVALID_VERSION = 42202;
    private static final int INVALID_LEVEL = 42203;
    private static final int STORE_FAILED = 50001;

    private final int errorCode;

    private RegistryError(int errorCode, String message) {
        super(message);
        this.errorCode = errorCode;
    }

    private RegistryError(int errorCode, String message, Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
    }

    static RegistryError badRequest(String message) {
        return new RegistryError(BAD_REQUEST, message);
    }

    static RegistryError pathUnknown(String path) {
        return new RegistryError(404, "path " + path + " is unknown");
    }

    static RegistryError subjectUnknown(String subject) {
        return new RegistryError(SUBJECT_UNKNOWN, "Subject '" + subject + "' not found.");
    }

    static RegistryError versionUnknown(String subject, int version) {
        return new RegistryError(VERSION_UNKNOWN, "Version " + version + " of subject '" + subject + "' not found.");
    }

    static RegistryError schemaUnknown(String what) {
        return new RegistryError(SCHEMA_UNKNOWN, "Schema not found: " + what);
    }

    static RegistryError levelNotSet(String subject) {
        return new RegistryError(LEVEL_NOT_SET, "Subject '" + subject + "' has no compatibility level of its own");
    }

    static RegistryError methodNotAllowed(String method, String path) {
        return new RegistryError(METHOD_NOT_ALLOWED, method + " is not possible for " + path);
    }

    static RegistryError invalidSchema(String message) {
        return new RegistryError(INVALID_SCHEMA, message);
    }

    static RegistryError invalidVersion(String found) {
        return new RegistryError(
                INVALID_VERSION, "version: found '" + found + "', expected a number from 1, or 'latest'");
    }

    static RegistryError invalidLevel(String found) {
        return new RegistryError(
                INVALID_LEVEL,
                "compatibility: found '" + found + "', expected NONE, BACKWARD, BACKWARD_TRANSITIVE, FORWARD, "
                        + "FORWARD_TRANSITIVE, FULL or FULL_TRANSITIVE");
    }

    static RegistryError storeFailed(String message, Throwable cause) {
        return new RegistryError(STORE_FAILED, message, cause);
    }

    static RegistryError storeFailed(String message) {
        return new RegistryError(STORE_FAILED, message);
    }

    Answer answer() {
        int status = errorCode >= 1_000 ? errorCode / 100 : errorCode;
        return Answer.error(status, errorCode, String.valueOf(getMessage()));
    }
}
