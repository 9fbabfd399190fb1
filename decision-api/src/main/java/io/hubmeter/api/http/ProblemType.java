package io.hubmeter.api.http;

/** The kinds of errors that a caller can be told of, each with a stable code (RFC 9457, section 3.1.1). */
enum ProblemType {
    MALFORMED_REQUEST(400, "The request is not well-formed HTTP"),
    MALFORMED_JSON(400, "The body is not one well-formed JSON object"),
    UNKNOWN_FIELD(400, "The body has a field that does not exist"),
    BAD_FIELD(400, "A field of the body is missing or not acceptable"),
    BAD_QUANTITY(400, "A quantity of a resource is not acceptable"),
    BAD_PARAMETER(400, "A part of the path or the query is not acceptable"),
    TOKEN_MISSING(401, "The request has no token"),
    TOKEN_UNKNOWN(401, "The token is none that is known here"),
    NOT_ALLOWED(403, "The token is for something else"),
    NOT_FOUND(404, "There is nothing at this path"),
    POLICY_MISSING(404, "No policy has been published"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    GRANT_EXISTS(409, "The id belongs to another grant"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not declared as JSON"),
    INTERNAL_ERROR(500, "The server failed"),
    USAGE_UNAVAILABLE(503, "Usage cannot be read now"),
    JOURNAL_UNAVAILABLE(503, "The grant could not be confirmed"),
    TOO_BUSY(503, "Too many calls are being worked on"),
    TOO_MANY_REPORTS(503, "Too many reports are being written"),
    REPORT_TOO_LARGE(503, "The report is too large");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status it goes with. */
    int status() {
        return status;
    }

    /** What happened, the same for every problem of the kind. */
    String title() {
        return title;
    }

    /** The stable identifier, for instance {@code urn:hubmeter:problem:bad-quantity}. */
    String urn() {
        return "urn:hubmeter:problem:"
                + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
