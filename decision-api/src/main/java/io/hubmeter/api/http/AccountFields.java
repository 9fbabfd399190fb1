package io.hubmeter.api.http;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Permissions;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.core.metering.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Who a body is about: either hub or realm, or neither, and the user. A hub that calls is meant where none is named, and may
 * name only itself and its realm.
 *
 * @param hub the hub; null if it is not known
 * @param account the account
 */
record AccountFields(@Nullable String hub, AccountId account) {

    static AccountFields of(
            @Nullable String hub, @Nullable String realm, @Nullable String user, Realms realms, Caller caller) {
        if (user == null) {
            throw FieldReader.bad("/user", "nothing", "the user's name, 1 to 255 characters");
        }
        if (hub != null && realm != null) {
            throw FieldReader.bad("/realm", "'" + realm + "' beside a hub", "either hub or realm");
        }
        if (hub != null) {
            Permissions.requireHub(caller, hub, "/hub");
        }
        if (realm != null) {
            Permissions.requireRealm(caller, realm, realms, "/realm");
        }
        String asking = caller instanceof Caller.Hub own ? own.hub() : hub;
        String named = realm != null ? realm : asking == null ? realms.unnamed() : realms.ofHub(asking);
        if (!AccountId.isRealm(named)) {
            throw FieldReader.bad(
                    hub != null ? "/hub" : "/realm", "'" + named + "'", "1 to 63 characters of a-z, 0-9 and -");
        }
        return new AccountFields(asking, new AccountId(named, user));
    }
}
