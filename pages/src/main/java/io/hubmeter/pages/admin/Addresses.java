package io.hubmeter.pages.admin;

import io.hubmeter.core.metering.AccountId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the admin pages are, below the prefix. */
final class Addresses {
    /** Everybody. */
    static final String OVERVIEW = "admin";
    /** The same as CSV. */
    static final String CSV = "admin/csv";
    /** One account. */
    static final String PERSON = "admin/person";
    /** Asks for a grant, a correction or a void, and is answered with what it would change. */
    static final String PREVIEW = "admin/preview";
    /** Records it. */
    static final String RECORD = "admin/record";
    /** The policy in force. */
    static final String POLICY = "admin/policy";
    /** A policy on trial. */
    static final String SIMULATE = "admin/simulate";

    private Addresses() {}

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String person(AccountId account) {
        return PERSON + "?account=" + encoded(account.toString());
    }
}
