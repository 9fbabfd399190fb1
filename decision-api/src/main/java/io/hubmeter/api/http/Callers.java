package io.hubmeter.api.http;

/**
 * What a caller may ask through the faces that others specify.
 *
 * <p>This is the one place to ask a caller's token: a hub's token is for that hub only, an admission token for {@code
 * /admission/pods} only. Until there are tokens the API listens on loopback alone, and everybody there may ask everything.
 */
final class Callers {
    private Callers() {}

    /** Whether the caller may ask about the servers of a hub. */
    static boolean mayAskFor(Call call, String hub) {
        return true;
    }

    /** Whether the caller is an API server that may have pods reviewed. */
    static boolean mayHaveReviewed(Call call) {
        return true;
    }
}
