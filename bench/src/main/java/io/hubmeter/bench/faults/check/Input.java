package io.hubmeter.bench.faults.check;

import io.hubmeter.schemas.Topics;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All of {@code hubmeter.pods}, and what follows from it. */
public final class Input {
    private final Map<Integer, PartitionInput> partitions = new TreeMap<>();
    private final Map<Integer, Integer> records = new TreeMap<>();
    private final Map<String, AccountPast> accounts = new LinkedHashMap<>();

    Input(Collection<Written> written) {
        for (Written record : written) {
            partitions.computeIfAbsent(record.partition(), PartitionInput::new).add(record);
            records.merge(record.partition(), 1, Integer::sum);
        }
        partitions.values().forEach(partition -> accounts.putAll(partition.accounts()));
    }

    /** Reads it. */
    public static Input read(TopicReader reader) throws IOException {
        return new Input(reader.read(Topics.PODS.name()));
    }

    PartitionInput partition(int partition) {
        return Objects.requireNonNull(partitions.get(partition), "partition " + partition + ": found no record");
    }

    /** How many records a partition has; its offsets are those below, as nothing but collectors writes to it. */
    int records(int partition) {
        return records.getOrDefault(partition, 0);
    }

    @Nullable
    AccountPast account(String account) {
        return accounts.get(account);
    }

    /** Everybody of whom something was told. */
    Collection<AccountPast> accounts() {
        return accounts.values();
    }

    /** How many accounts have a history. */
    public int histories() {
        return accounts.size();
    }

    /** How many pods hold or held something. */
    public int pods() {
        return accounts.values().stream()
                .mapToInt(past -> past.last().pods().size())
                .sum();
    }

    /** Accounts of which something became known only after its time had been heard. */
    public int amended() {
        return (int) accounts.values().stream().filter(AccountPast::isAmended).count();
    }

    /** Pods whose end nobody saw. */
    public int estimated() {
        return (int) accounts.values().stream()
                .flatMap(past -> past.last().pods().stream())
                .filter(PodSpan::isEstimated)
                .count();
    }

    /** Records in all. */
    public int records() {
        return records.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Records that contradict themselves. */
    public int rejected() {
        return partitions.values().stream().mapToInt(PartitionInput::rejected).sum();
    }

    /** Up to when a realm was heard in all of so many partitions, in milliseconds since 1970; least of all long if not in all. */
    public long heardMs(String realm, int partitionCount) {
        long heardMs = Long.MAX_VALUE;
        for (int number = 0; number < partitionCount; number++) {
            PartitionInput partition = partitions.get(number);
            Long heard = partition == null ? null : partition.lastHeardMs(realm);
            heardMs = Math.min(heardMs, heard == null ? Long.MIN_VALUE : heard);
        }
        return heardMs;
    }

    long lastHeardMs(AccountPast past) {
        Long heard = partition(past.partition()).lastHeardMs(PartitionInput.realm(past.account()));
        return heard == null ? Long.MIN_VALUE : heard;
    }
}
