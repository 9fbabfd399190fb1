package io.hubmeter.bench.pages;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.platform.Changelog;
import io.hubmeter.bench.platform.MeterFill;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateSpan;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.streams.state.AccountState;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.Policies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A month of many accounts as changelogs: the readings of everybody, the accounts, and the servers that those readings come
 * from of whoever looks at pages.
 */
final class MonthFill {
    private static final int GROUPS = 40;
    private static final int SIZES = 3;

    private final BenchPlatform platform;
    private final String applicationId;
    private final Policy policy;
    private final Crowd crowd;

    MonthFill(BenchPlatform platform, String applicationId, Policy policy, Crowd crowd) {
        this.policy = policy;
        this.platform = platform;
        this.applicationId = applicationId;
        this.crowd = crowd;
    }

    void write() throws InterruptedException {
        MeterFill.write(platform, applicationId, crowd.accounts(), crowd::readings);
        policy();
        accounts();
        servers();
    }

    /** As if it had been in force all the time: one that is new has everybody looked at again, for minutes. */
    private void policy() throws InterruptedException {
        try (Changelog<String, PolicyRecord> policies = Changelog.create(
                platform,
                applicationId,
                StoreNames.POLICY,
                Map.of(),
                new StringSerializer(),
                ConfluentAvroSerde.of(PolicyRecord.class, platform.registry()).serializer())) {
            policies.putEverywhere(MeterFill.NOW, "", Policies.record(policy, MeterFill.NOW));
            policies.finish();
        }
    }

    private void accounts() throws InterruptedException {
        try (Changelog<String, AccountStateRecord> accounts = Changelog.create(
                platform,
                applicationId,
                StoreNames.ACCOUNTS,
                Map.of(),
                new StringSerializer(),
                ConfluentAvroSerde.of(AccountStateRecord.class, platform.registry())
                        .serializer())) {
            for (int number = 0; number < crowd.accounts(); number++) {
                AccountId account = MeterFill.account(number);
                Instant first = MeterFill.NOW.minus(MeterFill.SPAN);
                AccountState state = new AccountState(groups(number), first, null, policy.hash(), QuotaState.NONE);
                accounts.put(account, first, account.toString(), state.toRecord());
            }
            accounts.finish();
        }
    }

    /** The groups of an account: one of some forty, and the one whose windows are long. */
    static List<String> groups(int number) {
        return List.of("lab-%02d".formatted(number % GROUPS), BenchPolicies.LONG);
    }

    private void servers() throws InterruptedException {
        try (Changelog<Bytes, PodHistoryRecord> open = pods(StoreNames.OPEN_PODS);
                Changelog<Bytes, PodHistoryRecord> closed = pods(StoreNames.CLOSED_PODS)) {
            for (int user = 0; user < crowd.users(); user++) {
                int number = crowd.numberOf(user);
                AccountId account = MeterFill.account(number);
                List<Reading> readings = MeterFill.readings(number, crowd.readings(number));
                for (int i = 0; i < readings.size(); i++) {
                    Reading start = readings.get(i);
                    if (start.openPods() > 0) {
                        Reading end = i + 1 < readings.size() ? readings.get(i + 1) : null;
                        Bytes key = PodKeys.of(account, "pod-%06d-%05d".formatted(number, i));
                        (end == null ? open : closed).put(account, start.at(), key, server(account, start, end, i));
                    }
                }
            }
            open.finish();
            closed.finish();
        }
    }

    private Changelog<Bytes, PodHistoryRecord> pods(String store) throws InterruptedException {
        return Changelog.create(
                platform,
                applicationId,
                store,
                Map.of(),
                new BytesSerializer(),
                ConfluentAvroSerde.of(PodHistoryRecord.class, platform.registry())
                        .serializer());
    }

    private static PodHistoryRecord server(AccountId account, Reading start, @Nullable Reading end, int index) {
        String name = index % SIZES == 0 ? "" : "size-" + index % SIZES;
        return PodHistories.record(
                "trace/bench",
                new ServerRecord(
                        "jupyter", "jupyter-%s--%s".formatted(account.user(), name), PagesServer.HUB, name, null),
                0,
                new PodHistory(
                        2,
                        end == null ? start.at() : end.at(),
                        List.of(new RateSpan(1, start.at(), start.ratesAfter())),
                        start.at(),
                        end == null ? null : end.at(),
                        end == null ? 0 : 2));
    }
}
