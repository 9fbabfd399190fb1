package io.hubmeter.streams.topology;

/** The names of the topology's nodes. */
final class TopologyNames {
    static final String PODS_SOURCE = "pods";
    static final String ACCOUNTS_SOURCE = "account-changes";
    static final String POLICIES_SOURCE = "policies";
    static final String GRANTS_SOURCE = "grants";
    static final String STOPS_SOURCE = "stops";
    static final String DECISIONS_SOURCE = "decisions";
    static final String ACCOUNT_TASK = "account-task";
    static final String READINGS_SINK = "readings";
    static final String HOURS_SINK = "usage-hourly";
    static final String DAYS_SINK = "usage-daily";
    static final String CHANGES_SINK = "usage-changes";
    static final String CHANGES_SOURCE = "group-changes";
    static final String HOUR_CHANGES = "group-changes-of-hours";
    static final String DAY_CHANGES = "group-changes-of-days";
    static final String BY_GROUP = "by-group";
    static final String GROUP_HOURS_SINK = "group-usage-hourly";
    static final String GROUP_DAYS_SINK = "group-usage-daily";
    static final String OVER_QUOTA_SINK = "over-quota";
    static final String WARNINGS_SINK = "warnings";
    static final String REJECTS_SINK = "rejects";

    private TopologyNames() {}
}
