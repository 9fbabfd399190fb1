package io.hubmeter.wire.json;

import io.hubmeter.core.metering.AccountId;

/** One line of {@code GET /query/v1/accounts}: {@code {"account":"hub/alice"}}. */
public final class AccountJson {
    private AccountJson() {}

    /** The account as UTF-8, without a line's end. */
    public static byte[] write(AccountId account) {
        return Json.bytes(Json.object().put("account", account.toString()));
    }

    /**
     * The account of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static AccountId read(byte[] line) {
        return Json.read(line).field("account").parsed(AccountId::parse);
    }
}
