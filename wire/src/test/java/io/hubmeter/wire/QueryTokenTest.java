package io.hubmeter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTokenTest {
    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";

    @Test
    void onlyTheWholeHeaderOfTheSecretCounts() {
        QueryToken token = new QueryToken(SECRET);
        assertThat(token.isIn("Bearer " + SECRET)).isTrue();
        assertThat(token.isIn(new QueryToken(SECRET).authorization())).isTrue();
        assertThat(token.isIn(null)).isFalse();
        assertThat(token.isIn("")).isFalse();
        assertThat(token.isIn(SECRET)).isFalse();
        assertThat(token.isIn("Bearer " + SECRET + "w")).isFalse();
        assertThat(token.isIn("Bearer " + SECRET.substring(1))).isFalse();
        assertThat(token.isIn("bearer " + SECRET)).isFalse();
    }

    @Test
    void aSecretThatIsEasilyGuessedOrCannotBeSentIsRefusedWithoutTellingIt() {
        String few = "abcdefghijklmnopqrstuvwxyz01234";
        assertThatThrownBy(() -> new QueryToken(few))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("query token: found 31 characters, expected 32 to 1024");
        assertThatThrownBy(() -> new QueryToken("x".repeat(1_025)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 1025 characters");
        for (String bad : new String[] {" ", "\n", "é", "\u007f"}) {
            assertThatThrownBy(() -> new QueryToken(SECRET + bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void theSecretIsNotShown() {
        assertThat(new QueryToken(SECRET)).hasToString("QueryToken[hidden]");
    }
}
