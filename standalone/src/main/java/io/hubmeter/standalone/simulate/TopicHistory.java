package io.hubmeter.standalone.simulate;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PodRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the topics hold of accounts, their pods and grants: each is read once, from its beginning to its present end. */
public final class TopicHistory {
    /** How many changes of pods are held at once. */
    public static final int MOST_CHANGES = 1_000_000;

    /** News of a pod may come late, and be told again. */
    private static final Duration LATENESS = Duration.ofDays(7);

    private final TopicReader reader;
    private final Predicate<AccountId> wanted;
    private final Map<AccountId, List<String>> groups = new HashMap<>();
    private final Map<AccountId, Grants> grants = new HashMap<>();

    /** A history of the accounts that are wanted. */
    public TopicHistory(TopicReader reader, Predicate<AccountId> wanted) {
        this.reader = reader;
        this.wanted = wanted;
    }

    /** About how many records there are to read. */
    public long size() {
        return reader.size(Topics.PODS);
    }

    /**
     * The accounts that had pods, in the order of their names.
     *
     * @param neededFrom what ended before this need not be told
     * @param progress told how many records were read so far
     * @throws TooMuchHistory if there is more than is held at once
     */
    public List<RecordedAccount> read(Instant neededFrom, LongConsumer progress) {
        reader.readValues(Topics.ACCOUNTS, AccountRecord.class, this::account);
        reader.readValues(Topics.GRANTS, GrantRecord.class, this::grant);
        PodFold fold = new PodFold(wanted, neededFrom.minus(LATENESS), MOST_CHANGES);
        long[] read = {0};
        reader.read(Topics.PODS, PodRecord.class, (partition, key, record) -> {
            progress.accept(++read[0]);
            if (record != null) {
                fold.add(partition, key, record);
            }
        });
        TreeSet<AccountId> ids = new TreeSet<>();
        fold.accounts().forEach(ids::add);
        return ids.stream()
                .map(id -> new RecordedAccount(
                        id, groups.getOrDefault(id, List.of()), grants.getOrDefault(id, Grants.NONE), fold.pods(id)))
                .toList();
    }

    private void account(String key, AccountRecord record) {
        AccountId id = id(key, record.getRealm(), record.getUser());
        if (id != null && wanted.test(id)) {
            groups.put(id, record.getGroups().stream().distinct().sorted().toList());
        }
    }

    private void grant(String key, GrantRecord record) {
        AccountId id = id(key, record.getRealm(), record.getUser());
        Grant grant = id == null || !wanted.test(id) ? null : grant(record);
        if (id != null
                && grant != null
                && grants.getOrDefault(id, Grants.NONE).plus(grant) instanceof Grants.Outcome.Accepted(Grants more)) {
            grants.put(id, new Grants(inOrder(more.entries())));
        }
    }

    private static List<Grant> inOrder(List<Grant> entries) {
        List<Grant> sorted = new ArrayList<>(entries);
        sorted.sort(java.util.Comparator.comparing(Grant::recordedAt));
        return sorted;
    }

    /** The grant of a record; null if the topology refuses it. */
    private static @Nullable Grant grant(GrantRecord record) {
        try {
            Grant grant = io.hubmeter.wire.Grants.grant(record);
            Instant until = grant.until();
            boolean isOfThePast = until != null && !until.isAfter(grant.recordedAt());
            return grant.kind() == Grant.Kind.CORRECTION && !isOfThePast ? null : grant;
        } catch (IllegalArgumentException | ArithmeticException senseless) {
            return null;
        }
    }

    private static @Nullable AccountId id(String key, String realm, String user) {
        try {
            AccountId id = new AccountId(realm, user);
            return id.toString().equals(key) ? id : null;
        } catch (IllegalArgumentException senseless) {
            return null;
        }
    }
}
