package io.hubmeter.pages.http;

/** Who may see a page. */
public enum Access {
    /** Users of the hub who may use the service. */
    USER,
    /** Those whom the setting {@code pages.admins} names, and nobody else. */
    ADMIN
}
