package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.pages.http.PageProblem;
import java.util.Optional;

/** Whom an address or a form is about. */
final class Accounts {
    private Accounts() {}

    /**
     * The account that is named, of one realm.
     *
     * @throws PageProblem 400 if it is no account, 404 if it is one of another realm
     */
    static AccountId named(Optional<String> written, String realm) {
        String text =
                written.orElseThrow(() -> PageProblem.badRequest("the account", "nothing", "given as realm/user"));
        AccountId account;
        try {
            account = AccountId.parse(text);
        } catch (IllegalArgumentException none) {
            throw PageProblem.badRequest("the account", "'" + text + "'", "given as realm/user");
        }
        if (!account.realm().equals(realm)) {
            throw PageProblem.notFound(
                    "There is no such account at this hub.",
                    "account: found '%s', expected one of realm '%s'".formatted(text, realm));
        }
        return account;
    }
}
