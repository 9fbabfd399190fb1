package io.hubmeter.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a request who calls: {@code Authorization: Bearer <token>} (RFC 6750, section 2.1), once. No other place is
 * looked at, so that tokens get into no log of addresses and no form.
 */
final class Bearer {
    private static final String SCHEME = "Bearer";
    private static final int MOST_SPACES = 8;
    private static final int MOST_PADDING = 2;

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
        String token = token(sent.getFirst());
        if (token == null) {
            throw unknown("what is no token of 1 to " + Token.LONGEST + " characters");
        }
        return tokens.callerOf(token).orElseThrow(() -> unknown("a token that is not known here"));
    }

    /** The scheme's case does not matter (RFC 9110, section 11.1). */
    private static boolean isBearer(String value) {
        int length = SCHEME.length();
        return value.regionMatches(true, 0, SCHEME, 0, length)
                && (value.length() == length || value.charAt(length) == ' ');
    }

    /** What follows the scheme and a few spaces, if all of it is a token; else null. */
    private static @Nullable String token(String value) {
        int start = SCHEME.length();
        while (start < value.length() && start < SCHEME.length() + MOST_SPACES && value.charAt(start) == ' ') {
            start++;
        }
        int padding = start;
        while (padding < value.length() && isTokenCharacter(value.charAt(padding))) {
            padding++;
        }
        int end = padding;
        while (end < value.length() && end < padding + MOST_PADDING && value.charAt(end) == '=') {
            end++;
        }
        boolean isToken =
                start > SCHEME.length() && padding > start && padding - start <= Token.LONGEST && end == value.length();
        return isToken ? value.substring(start) : null;
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._~+/-".indexOf(c) >= 0;
    }

    private static Problem unknown(String found) {
        return Problem.of(
                ProblemType.TOKEN_UNKNOWN,
                "header Authorization: found %s, expected 'Bearer' and one token that is configured".formatted(found));
    }
}
