package io.hubmeter.streams.topology;

/** The names of the state stores. They name changelog topics too: changing one loses its state (ADR 0004). */
public final class StoreNames {
    /** Readings by account, versioned by their instant. */
    public static final String METERS = "meters";
    /** Pods that hold resources, or have no end yet. */
    public static final String OPEN_PODS = "open-pods";
    /** Pods that ended, kept as long as readings are, so that a repeated event is recognised. */
    public static final String CLOSED_PODS = "closed-pods";
    /** Groups and limits by account. */
    public static final String ACCOUNTS = "accounts";
    /** Groups of accounts over time. */
    public static final String MEMBERSHIPS = "memberships";
    /** Prices and the order of groups, by the time at which a policy said so. */
    public static final String TARIFFS = "tariffs";
    /** The newest row of each account and hour. */
    public static final String USAGE_HOURS = "usage-hours";
    /** The newest row of each account and UTC day. */
    public static final String USAGE_DAYS = "usage-days";
    /** Totals of groups by hour. */
    public static final String GROUP_HOURS = "group-hours";
    /** Totals of groups by UTC day. */
    public static final String GROUP_DAYS = "group-days";
    /** What administrators recorded, by account and id. */
    public static final String GRANTS = "grants";
    /** What corrections were turned into, by account. */
    public static final String CORRECTIONS = "corrections";
    /** What is to be done when, by realm. */
    public static final String AGENDA = "agenda";
    /** Sources and the time heard from them. */
    public static final String SOURCES = "sources";
    /** The policy in force. */
    public static final String POLICY = "policy";
    /** An instant not before the newest reading of the partition. */
    public static final String NEWEST_READING = "newest-reading";

    /** What was done about servers of each account, the newest entries. */
    public static final String STOPS = "stops";
    /** What was decided about each account, the newest entries. */
    public static final String DECISIONS = "decisions";

    private StoreNames() {}
}
