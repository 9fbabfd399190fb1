package io.hubmeter.culler.check;

import io.hubmeter.culler.http.Reply;

/** The decision API gave no answer to act upon. */
final class Unclear extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply.Trouble trouble;

    Unclear(Reply.Trouble trouble) {
        super(trouble.detail(), null, false, false);
        this.trouble = trouble;
    }

    Reply.Trouble trouble() {
        return trouble;
    }
}
