package io.hubmeter.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
    /** SHA-256 of {@code abc}, from FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String OTHER = "00".repeat(32);

    @Test
    void aTokenIsKnownByItsHash() {
        AccessTokens tokens = parse("token.hub1.role=hub", "token.hub1.hub=campus", "token.hub1.sha256=" + ABC);
        assertThat(tokens.callerOf("abc")).contains(new Caller.Hub("hub1", "campus"));
        assertThat(tokens.callerOf("abd")).isEmpty();
        assertThat(tokens.callerOf(ABC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ab", "abc ", "ABC", "abcabc", "\u0000abc"})
    void whatIsNotExactlyTheTokenIsNot(String presented) {
        assertThat(parse("token.x.role=admin", "token.x.sha256=" + ABC).callerOf(presented))
                .isEmpty();
    }

    /** Even if somebody configured its hash. */
    @Test
    void aTokenBeyondTheBoundIsNotLookedAt() throws Exception {
        String longest = "a".repeat(Token.LONGEST);
        assertThat(knowing(longest).callerOf(longest)).isPresent();
        assertThat(knowing(longest + "a").callerOf(longest + "a")).isEmpty();
        assertThatThrownBy(() -> Token.of(longest + "a")).isInstanceOf(IllegalArgumentException.class);
    }

    private static AccessTokens knowing(String secret) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        return AccessTokens.of(
                List.of(new AccessToken(new Caller.Admin("x"), HexFormat.of().formatHex(hash))));
    }

    @Test
    void eachRoleIsReadWithCommentsAndSpaces() {
        AccessTokens tokens = parse(
                "# who may call",
                "",
                " token.root.role = admin ",
                "token.root.sha256 = " + ABC,
                "token.k8s.prod.role=admission",
                "token.k8s.prod.sha256=" + OTHER);
        assertThat(tokens.configured())
                .extracting(AccessToken::caller)
                .containsExactly(new Caller.Admin("root"), new Caller.Admission("k8s.prod"));
    }

    @Test
    void everyProblemIsToldAtOnce() {
        assertThatThrownBy(() -> parse(
                        "token.a.role=hubb",
                        "token.a.sha256=" + ABC,
                        "token.b.role=hub",
                        "token.b.sha256=" + ABC.toUpperCase(java.util.Locale.ROOT),
                        "token.c.rol=admin",
                        "token.c.sha256=" + ABC,
                        "token.d.role=admin",
                        "token.d.hub=campus",
                        "token.d.sha256=" + OTHER,
                        "token.d.role=admin",
                        "token.e.role=admin",
                        "no equals sign",
                        "tokens.x=1",
                        "token.b c.role=admin"))
                .isInstanceOfSatisfying(
                        TokensUnusable.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "t:5: token.c.rol: found unknown setting 'rol', expected one of role, hub, sha256; did you mean role?",
                                        "t:10: token.d.role: found it again, expected it once; it stands in line 7 too",
                                        "t:12: line: found no '=', expected token.<name>.<setting>=<value>",
                                        "t:13: found 'tokens.x', expected a key token.<name>.<setting>",
                                        "t:14: name of a token: found 'b c', expected 1 to 64 characters of A-Z, a-z, 0-9, '.', '_', '@', '-'",
                                        "t:1: token.a.role: found 'hubb', expected one of admin, hub, admission, metrics; did you mean hub?",
                                        "t:3: token.b.hub: found nothing, expected the hub that the token is for, 1 to 255 characters",
                                        "t:4: token.b.sha256: found 64 characters that are not shown, expected 64 hex digits in lower case",
                                        "t: token.c.role: found nothing, expected one of admin, hub, admission, metrics",
                                        "t:8: token.d.hub: found 'campus', expected nothing with role admin",
                                        "t: token.e.sha256: found nothing, expected 64 hex digits in lower case"));
    }

    @Test
    void oneHashForTwoTokensIsRefused() {
        assertThatThrownBy(() -> parse(
                        "token.a.role=admin",
                        "token.a.sha256=" + ABC,
                        "token.b.role=admission",
                        "token.b.sha256=" + ABC))
                .isInstanceOf(TokensUnusable.class)
                .hasMessage("token.b.sha256: found the hash of token 'a' again, expected one of its own");
    }

    @Test
    void withoutAnyTokenThereIsNothingToStartWith() {
        assertThatThrownBy(() -> parse("# none yet"))
                .isInstanceOf(TokensUnusable.class)
                .hasMessageStartingWith("tokens: found none, expected one or more");
        assertThatThrownBy(() -> AccessTokens.of(List.of())).isInstanceOf(TokensUnusable.class);
    }

    /** Somebody may well put the token where its hash belongs, or anywhere else. */
    @Test
    void noMessageRepeatsAToken() {
        String secret = Token.create(new SecureRandom()).reveal();
        for (String line : List.of(
                "token.a.sha256=" + secret,
                "token.a.role=" + secret,
                "token.a." + secret + "=x",
                "token." + secret + "/.role=admin",
                secret + "=x",
                secret,
                "token.a.token=" + secret)) {
            assertThatThrownBy(() -> parse(line))
                    .as(line)
                    .isInstanceOf(TokensUnusable.class)
                    .message()
                    .doesNotContain(secret);
        }
        assertThat(Token.of(secret).toString()).doesNotContain(secret);
    }

    @Test
    void aFileIsReadAndABadOneNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tokens");
        Files.writeString(file, "token.x.role=admin\ntoken.x.sha256=" + ABC + "\n");
        assertThat(AccessTokens.load(file).callerOf("abc")).contains(new Caller.Admin("x"));
        Files.write(file, new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> AccessTokens.load(file)).hasMessageContaining("not UTF-8");
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> AccessTokens.load(file)).hasMessageContaining("at most 1048576 bytes");
        assertThatThrownBy(() -> AccessTokens.load(folder.resolve("none")))
                .isInstanceOf(TokensUnusable.class)
                .hasMessageContaining("NoSuchFileException");
    }

    @Test
    void newTokensAreLongAndNeverTheSame() {
        SecureRandom random = new SecureRandom();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String secret = Token.create(random).reveal();
            assertThat(secret).matches("hm_[A-Za-z0-9_-]{43}");
            assertThat(seen.add(secret)).isTrue();
        }
    }

    private static AccessTokens parse(String... lines) {
        return AccessTokens.parse("t", String.join("\n", lines));
    }
}
