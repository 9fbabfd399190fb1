package io.hubmeter.pages.hub;

/** A cookie that was not sealed here, for this, or that is too old. The message says why and repeats nothing of it. */
final class CookieRefused extends Exception {
    private static final long serialVersionUID = 1L;

    CookieRefused(String reason) {
        super(reason);
    }
}
