package io.hubmeter.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from a request who calls: {@code Authorization: Bearer <token>} (RFC 6750, section 2.1), once. No other place is
 * looked at, so that tokens get into no log of addresses and no form.
 */
final class Bearer {
    /** The scheme's case does not matter (RFC 9110, section 11.1). */
    private static final Pattern CREDENTIALS = Pattern.compile("(?i:bearer) {1,8}([A-Za-z0-9._~+/-]{1,512}={0,2})");

    private final AccessTokens tokens;

    Bearer(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Who calls; ends the request with 401 if that is not known. What was sent is never repeated. */
    Caller callerOf(Headers headers) {
        List<String> sent = headers.all(HeaderNames.AUTHORIZATION, List::of);
        if (sent.isEmpty() || (sent.size() == 1 && !isBearer(sent.getFirst()))) {
            throw Problem.of(
                    ProblemType.TOKEN_MISSING,
                    "header Authorization: found %s, expected 'Bearer' and a token"
                            .formatted(sent.isEmpty() ? "none" : "another scheme"));
        }
        if (sent.size() > 1) {
            throw unknown(sent.size() + " of them");
        }
        Matcher credentials = CREDENTIALS.matcher(sent.getFirst());
        if (!credentials.matches()) {
            throw unknown("what is no token of 1 to " + Token.LONGEST + " characters");
        }
        return tokens.callerOf(credentials.group(1)).orElseThrow(() -> unknown("a token that is not known here"));
    }

    private static boolean isBearer(String value) {
        return value.regionMatches(true, 0, "Bearer", 0, 6) && (value.length() == 6 || value.charAt(6) == ' ');
    }

    private static Problem unknown(String found) {
        return Problem.of(
                ProblemType.TOKEN_UNKNOWN,
                "header Authorization: found %s, expected 'Bearer' and one token that is configured".formatted(found));
    }
}
