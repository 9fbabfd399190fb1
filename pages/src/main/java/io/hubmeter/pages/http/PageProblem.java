package io.hubmeter.pages.http;

/** Ends a visit with a page in plain words. */
public final class PageProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final String sentence;
    private final String reason;

    /**
     * A problem.
     *
     * @param status the HTTP status, 400 to 599
     * @param sentence what the visitor reads
     * @param reason what the log says; it may repeat what the visitor sent, and is made safe there
     */
    public PageProblem(int status, String sentence, String reason) {
        super(reason);
        this.status = status;
        this.sentence = sentence;
        this.reason = reason;
    }

    /** The request cannot be understood; element, value found, value expected. */
    public static PageProblem badRequest(String element, String found, String expected) {
        return new PageProblem(
                BAD_REQUEST,
                "This address or form cannot be understood: %s should be %s.".formatted(element, expected),
                "%s: found %s, expected %s".formatted(element, found, expected));
    }

    /** There is nothing of that name. */
    public static PageProblem notFound(String sentence, String reason) {
        return new PageProblem(NOT_FOUND, sentence, reason);
    }

    /** Something that the page needs cannot be reached now. */
    public static PageProblem unavailable(String sentence, String reason) {
        return new PageProblem(UNAVAILABLE, sentence, reason);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What the log says. */
    public String reason() {
        return reason;
    }

    /** What the visitor reads. */
    public String sentence() {
        return sentence;
    }
}
