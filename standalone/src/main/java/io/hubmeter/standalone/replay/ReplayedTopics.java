package io.hubmeter.standalone.replay;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.wire.Readings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that the topics hold after a replay, by account. */
final class ReplayedTopics {
    private final SortedMap<AccountId, AccountReplay> accounts = new TreeMap<>();
    private final List<RejectRecord> rejects = new ArrayList<>();

    static ReplayedTopics read(TopicReader reader) {
        ReplayedTopics replayed = new ReplayedTopics();
        reader.readValues(Topics.PODS, PodRecord.class, (key, pod) -> {
            if (pod.getOp() != PodOp.m) {
                replayed.account(key).pod(pod);
            }
        });
        reader.readValues(
                Topics.READINGS,
                ReadingRecord.class,
                (key, reading) -> replayed.account(key).timeline.putAll(List.of(Readings.reading(reading))));
        reader.readValues(
                Topics.OVER_QUOTA,
                OverQuotaRecord.class,
                (key, event) -> replayed.account(key).overQuota.add(event));
        reader.readValues(Topics.REJECTS, RejectRecord.class, (key, reject) -> replayed.rejects.add(reject));
        return replayed;
    }

    private AccountReplay account(String key) {
        return accounts.computeIfAbsent(AccountId.parse(key), account -> new AccountReplay());
    }

    SortedMap<AccountId, AccountReplay> accounts() {
        return Collections.unmodifiableSortedMap(accounts);
    }

    List<RejectRecord> rejects() {
        return Collections.unmodifiableList(rejects);
    }
}
