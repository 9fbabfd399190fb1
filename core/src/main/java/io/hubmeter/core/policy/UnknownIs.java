package io.hubmeter.core.policy;

/** What a hub is to do while it cannot be told whether an account has quota left. */
public enum UnknownIs {
    /** Let the server start: quotas are never in the way of work because of an outage. */
    PERMIT,
    /** Refuse the server: nothing is spent that was not checked. */
    DENY
}
