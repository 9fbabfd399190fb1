package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {

    static List<String> hostileNames() {
        return List.of(
                "bob",
                "bobby",
                "user-1",
                "user-10",
                "ana",
                "ana-maria",
                "a/b",
                "/",
                "//a",
                "b/",
                "hub/ana",
                "o'neill",
                "\"quoted\"",
                "with space",
                " ",
                "tab\tand\nline",
                "%2F",
                "..",
                "Zoë",
                "Zoe\u0308",
                "李小龙",
                "🦊",
                "\u202Eright-to-left",
                "ANA",
                "x".repeat(200),
                "é".repeat(AccountId.MAX_USER_LENGTH));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void theWrittenFormReadsBack(String user) {
        AccountId account = new AccountId("hub-1", user);

        assertThat(AccountId.parse(account.toString())).isEqualTo(account);
        assertThat(account.user()).isEqualTo(user);
        assertThat(account.realm()).isEqualTo("hub-1");
    }

    @Test
    void differentNamesAreDifferentAccounts() {
        List<AccountId> accounts =
                hostileNames().stream().map(user -> new AccountId("hub", user)).toList();

        assertThat(accounts).doesNotHaveDuplicates();
        assertThat(accounts.stream().map(AccountId::toString)).doesNotHaveDuplicates();
        assertThat(accounts.stream().sorted().distinct()).hasSameSizeAs(accounts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hub", "a b", "a_b", "ü", "a.b", "a\n"})
    void aRealmOfOtherCharactersIsRefused(String realm) {
        assertThat(AccountId.isRealm(realm)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccountId(realm, "ana"))
                .withMessage("realm: found '%s', expected 1 to 63 characters of a-z, 0-9 and -", realm);
    }

    @Test
    void lengthsAreBounded() {
        assertThat(AccountId.isRealm("a".repeat(63))).isTrue();
        assertThat(AccountId.isRealm("a".repeat(64))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccountId("hub", "x".repeat(256)))
                .withMessage("user: found 256 characters, expected 1 to 255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountId.parse("hub/"))
                .withMessage("user: found 0 characters, expected 1 to 255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccountId.parse("ana"))
                .withMessage("account: found 'ana', expected realm/user");
    }
}
