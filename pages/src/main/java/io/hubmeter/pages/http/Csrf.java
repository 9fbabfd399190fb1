package io.hubmeter.pages.http;

/** What tells a form of ours from one that another site made the browser send. */
public final class Csrf {
    /** The field of every form that holds the token. */
    public static final String FIELD = "csrf";

    private Csrf() {}
}
