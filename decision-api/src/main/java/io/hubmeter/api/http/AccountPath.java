package io.hubmeter.api.http;

import io.hubmeter.api.access.Permissions;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.core.metering.AccountId;

/** The account that a path names as {@code {realm}/{user}}. */
final class AccountPath {
    private AccountPath() {}

    /** The account, which the caller must be allowed to read. */
    static AccountId account(Call call, Realms realms) {
        String realm = PercentText.decode(call.path("realm"), "path realm", false);
        String user = PercentText.decode(call.path("user"), "path user", false);
        if (!AccountId.isRealm(realm)) {
            throw refused("path realm", "'" + realm + "'", "1 to 63 characters of a-z, 0-9 and -");
        }
        Permissions.requireRealm(call.caller(), realm, realms, "path realm");
        if (user.isEmpty() || user.length() > AccountId.MAX_USER_LENGTH) {
            throw refused("path user", user.length() + " characters", "1 to " + AccountId.MAX_USER_LENGTH);
        }
        return new AccountId(realm, user);
    }

    private static Problem refused(String element, String found, String expected) {
        return Problem.with(ProblemType.BAD_PARAMETER, element, found, expected);
    }
}
