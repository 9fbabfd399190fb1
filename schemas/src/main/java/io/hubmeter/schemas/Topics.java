package io.hubmeter.schemas;

import io.hubmeter.schemas.Topic.Partitioning;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.GroupUsageRecord;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import java.util.List;

/** The catalogue of every topic of Hubmeter. */
public final class Topics {

    static {
        TrustedRecords.ensure();
    }

    private static final String ACCOUNT = "account, realm/user";
    private static final String GROUP = "group, realm/group; realm/ for accounts without groups";

    /** Changes of pods, and messages of sources to every partition. */
    public static final Topic PODS = Topic.of(
            "hubmeter.pods",
            ACCOUNT + "; of messages without meaning",
            PodRecord.getClassSchema(),
            Retention.days(400),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** Groups and display name of each account. */
    public static final Topic ACCOUNTS = Topic.of(
            "hubmeter.accounts",
            ACCOUNT,
            AccountRecord.getClassSchema(),
            Retention.compact(),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** Policies as published, a copy in every partition. */
    public static final Topic POLICIES = Topic.of(
            "hubmeter.policies",
            "name of the policy",
            PolicyRecord.getClassSchema(),
            Retention.compact(),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** Grants, their corrections and voids. */
    public static final Topic GRANTS = Topic.of(
            "hubmeter.grants",
            ACCOUNT,
            GrantRecord.getClassSchema(),
            Retention.forever(),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** Every reading of every meter, and every amended one. */
    public static final Topic READINGS = Topic.of(
            "hubmeter.readings",
            ACCOUNT,
            ReadingRecord.getClassSchema(),
            Retention.days(800),
            Partitioning.LIKE_ACCOUNTS);

    /** What each account used in each hour. */
    public static final Topic USAGE_HOURLY = Topic.of(
            "hubmeter.usage-hourly",
            ACCOUNT,
            UsageRecord.getClassSchema(),
            Retention.forever(),
            Partitioning.LIKE_ACCOUNTS);

    /** What each account used on each UTC day. */
    public static final Topic USAGE_DAILY = Topic.of(
            "hubmeter.usage-daily",
            ACCOUNT,
            UsageRecord.getClassSchema(),
            Retention.forever(),
            Partitioning.LIKE_ACCOUNTS);

    /** What the accounts of each group used together in each hour. */
    public static final Topic GROUP_USAGE_HOURLY = Topic.of(
            "hubmeter.group-usage-hourly",
            GROUP,
            GroupUsageRecord.getClassSchema(),
            Retention.forever(),
            Partitioning.LIKE_ACCOUNTS);

    /** What the accounts of each group used together on each UTC day. */
    public static final Topic GROUP_USAGE_DAILY = Topic.of(
            "hubmeter.group-usage-daily",
            GROUP,
            GroupUsageRecord.getClassSchema(),
            Retention.forever(),
            Partitioning.LIKE_ACCOUNTS);

    /** How rows of accounts change the totals of groups: from one part of the topology to the other. */
    public static final Topic USAGE_CHANGES = Topic.of(
            "hubmeter.usage-changes",
            GROUP,
            UsageChangeRecord.getClassSchema(),
            Retention.days(7),
            Partitioning.LIKE_ACCOUNTS);

    /** Limits that were exceeded or are kept again, and the servers to stop. */
    public static final Topic OVER_QUOTA = Topic.of(
            "hubmeter.over-quota",
            ACCOUNT,
            OverQuotaRecord.getClassSchema(),
            Retention.days(400),
            Partitioning.LIKE_ACCOUNTS);

    /** Warning thresholds that were passed. */
    public static final Topic WARNINGS = Topic.of(
            "hubmeter.warnings",
            ACCOUNT,
            WarningRecord.getClassSchema(),
            Retention.days(90),
            Partitioning.LIKE_ACCOUNTS);

    /** Every decision. */
    public static final Topic DECISIONS = Topic.of(
            "hubmeter.decisions",
            ACCOUNT,
            DecisionRecord.getClassSchema(),
            Retention.days(400),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** What cullers did about servers of accounts that had exceeded a limit. */
    public static final Topic STOPS = Topic.of(
            "hubmeter.stops",
            ACCOUNT,
            StopRecord.getClassSchema(),
            Retention.days(400),
            Partitioning.SHARED_WITH_ACCOUNTS);

    /** What could not be accepted. */
    public static final Topic REJECTS = Topic.of(
            "hubmeter.rejects",
            "key of the original, or none",
            RejectRecord.getClassSchema(),
            Retention.days(90),
            Partitioning.LIKE_ACCOUNTS);

    /** How far each source has been read. */
    public static final Topic OFFSETS = Topic.of(
            "hubmeter.offsets",
            "name of the source",
            SourceOffset.getClassSchema(),
            Retention.compact(),
            Partitioning.SINGLE);

    /** Which user the pods of another object, such as a Dask cluster, are charged to. */
    public static final Topic OWNERS = Topic.of(
            "hubmeter.owners",
            "source/namespace/kind/name of the object",
            OwnerRecord.getClassSchema(),
            Retention.days(400),
            Partitioning.SINGLE);

    private static final List<Topic> ALL = List.of(
            PODS,
            ACCOUNTS,
            POLICIES,
            GRANTS,
            READINGS,
            USAGE_HOURLY,
            USAGE_DAILY,
            GROUP_USAGE_HOURLY,
            GROUP_USAGE_DAILY,
            USAGE_CHANGES,
            OVER_QUOTA,
            WARNINGS,
            DECISIONS,
            STOPS,
            REJECTS,
            OFFSETS,
            OWNERS);

    private Topics() {}

    /** Every topic, in the order of the documentation. */
    public static List<Topic> all() {
        return ALL;
    }
}
