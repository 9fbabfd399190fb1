package io.hubmeter.api.admission;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one review.
 *
 * @param uid that of the request
 * @param code the HTTP status that the client of the API server gets; 200 if the request is allowed
 * @param message why not, for that client; null if the request is allowed
 * @param warnings shown to the client of an allowed request; at most 120 characters each
 * @param annotations for the API server's audit log, which puts the name of the webhook and a slash before each key
 */
public record Verdict(
        String uid,
        boolean allowed,
        int code,
        @Nullable String message,
        List<String> warnings,
        Map<String, String> annotations) {
    /** Keeps copies. */
    public Verdict {
        warnings = List.copyOf(warnings);
        annotations = Map.copyOf(annotations);
    }

    /** Allowed, and nothing to say about it. */
    static Verdict untouched(String uid) {
        return new Verdict(uid, true, 200, null, List.of(), Map.of());
    }

    /** Refused without any quota being looked at. */
    static Verdict refused(String uid, Refusal refusal, String message) {
        return new Verdict(uid, false, refusal.status(), message, List.of(), Map.of("refusal", refusal.code()));
    }
}
