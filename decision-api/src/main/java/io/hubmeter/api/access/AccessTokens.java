package io.hubmeter.api.access;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that are accepted; never none, so that nothing can run without them. Safe for use by many threads at once.
 *
 * <p>Hashes are compared in constant time, all of them each time: how long it takes says nothing of how near a guess was.
 */
public final class AccessTokens {
    /** How many there may be; each request is compared with all. */
    public static final int MOST = 1_000;

    private final List<AccessToken> tokens;
    private final List<byte[]> hashes;

    private AccessTokens(List<AccessToken> tokens) {
        this.tokens = List.copyOf(tokens);
        this.hashes = tokens.stream()
                .map(token -> HexFormat.of().parseHex(token.sha256()))
                .toList();
    }

    /**
     * These tokens.
     *
     * @throws TokensUnusable if there are none or too many, or two have the same name or hash
     */
    public static AccessTokens of(List<AccessToken> tokens) {
        List<String> problems = new ArrayList<>(TokensFile.problemsAmong(tokens));
        if (!problems.isEmpty()) {
            throw new TokensUnusable(problems);
        }
        return new AccessTokens(tokens);
    }

    /**
     * The tokens of a file, which the manual describes: {@code token.<name>.role}, {@code .hub} and {@code .sha256}.
     *
     * @throws TokensUnusable if the file cannot be used; says everything that is wrong with it
     */
    public static AccessTokens load(Path file) {
        return of(TokensFile.read(file));
    }

    /**
     * The tokens of a text, as a file has them.
     *
     * @param name what to call it in messages
     * @throws TokensUnusable if the text cannot be used; says everything that is wrong with it
     */
    public static AccessTokens parse(String name, String text) {
        return of(TokensFile.parse(name, text));
    }

    /** What is configured, without any secret. */
    public List<AccessToken> configured() {
        return tokens;
    }

    /** Who a token belongs to; empty if it is none of these. */
    public Optional<Caller> callerOf(String presented) {
        if (presented.isEmpty() || presented.length() > Token.LONGEST) {
            return Optional.empty();
        }
        byte[] hash = Token.hash(presented);
        int found = -1;
        for (int i = 0; i < hashes.size(); i++) {
            // No early exit, and no short circuit.
            found = MessageDigest.isEqual(hashes.get(i), hash) ? i : found;
        }
        return found < 0 ? Optional.empty() : Optional.of(tokens.get(found).caller());
    }
}
