package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.standalone.simulate.PodFold;
import io.hubmeter.streams.topology.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lives of the pods of one partition: as they are known now, and as they were known when their realm was last heard. */
final class PodLives {
    /** How many changes of pods are held at once. */
    static final int MOST_CHANGES = 1_000_000;

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    private final PodFold fold;
    private final @Nullable Instant keptFrom;
    private final Duration amendable;
    private final Map<String, Heard> sources = new HashMap<>();
    private final Map<String, Instant> clocks = new HashMap<>();
    private final Map<String, Map<AccountId, Map<String, Known>>> sinceHeard = new HashMap<>();
    private final Map<AccountId, Bounds.Gap> late = new HashMap<>();
    private Instant newest = Instant.EPOCH;
    private Instant observedAt = Instant.EPOCH;

    /**
     * Nothing known yet.
     *
     * @param neededFrom pods that ended before may be forgotten
     * @param keptFrom since when the topic keeps records; null if it keeps all
     * @param amendable how far back readings can be amended
     */
    PodLives(Predicate<AccountId> wanted, Instant neededFrom, @Nullable Instant keptFrom, Duration amendable) {
        this.amendable = amendable;
        this.fold = new PodFold(wanted, neededFrom, MOST_CHANGES, new Listener());
        this.keptFrom = keptFrom;
    }

    private record Heard(List<String> realms, Instant at) {}

    /** What was known of a pod at an instant; null if nothing. */
    private record Known(@Nullable PodHistory history) {}

    /** Takes in one record. */
    void add(String key, PodRecord record, Instant timestamp) {
        observedAt = record.getObservedAt();
        if (observedAt.isAfter(timestamp.plus(Admission.CLOCK_SKEW))) {
            return;
        }
        newest = observedAt.isAfter(newest) ? observedAt : newest;
        fold.add(0, key, record);
    }

    private final class Listener implements PodFold.Listener {
        @Override
        public void changed(AccountId account, String uid, @Nullable PodHistory before, PodHistory after) {
            sinceHeard
                    .computeIfAbsent(account.realm(), realm -> new HashMap<>())
                    .computeIfAbsent(account, id -> new HashMap<>())
                    .putIfAbsent(uid, new Known(before));
            noteLate(account, before, after);
            Instant start = after.scheduledAt();
            if (keptFrom != null && before == null && start != null && start.isBefore(keptFrom)) {
                gap(account, observedAt, "records of a pod from before %s are not kept any more".formatted(keptFrom));
            }
        }

        @Override
        public void heard(String source, List<String> realms, Instant at) {
            sources.put(source, new Heard(realms, at));
            for (String realm : realms) {
                Instant clock = sources.values().stream()
                        .filter(one -> one.realms().contains(realm))
                        .map(Heard::at)
                        .min(Instant::compareTo)
                        .orElseThrow();
                if (!clock.equals(clocks.put(realm, clock))) {
                    sinceHeard.remove(realm);
                }
            }
        }
    }

    /** News of what is older than readings that can be amended does not reach the meter (ADR 0021). */
    private void noteLate(AccountId account, @Nullable PodHistory before, PodHistory after) {
        Instant floor = floor();
        if (isBefore(floor, after) || (before != null && isBefore(floor, before))) {
            List<RateChange> changes = PodHistory.changes(before, after, Instant.EPOCH);
            if (!changes.isEmpty() && changes.getFirst().at().isBefore(floor)) {
                gap(account, floor, "news came later than readings can be amended, back to %s".formatted(floor));
            }
        }
    }

    private static boolean isBefore(Instant floor, PodHistory history) {
        return history.scheduledAt() != null && history.scheduledAt().isBefore(floor);
    }

    /** The oldest instant at which readings can surely be amended; at times that of the topology is a little older. */
    Instant floor() {
        long ms = Math.ceilDiv(newest.plus(Admission.CLOCK_SKEW).toEpochMilli(), HOUR_MS) * HOUR_MS;
        Instant floor = Instant.ofEpochMilli(ms).minus(amendable);
        return floor.isBefore(Instant.EPOCH) ? Instant.EPOCH : floor;
    }

    private void gap(AccountId account, Instant until, String why) {
        Bounds.Gap known = late.get(account);
        if (known == null || known.until().isBefore(until)) {
            late.put(account, new Bounds.Gap(Instant.EPOCH, until, why));
        }
    }

    /** The times of which too little is known of an account. */
    List<Bounds.Gap> gaps(AccountId account) {
        List<Bounds.Gap> all = new ArrayList<>();
        Bounds.Gap own = late.get(account);
        if (own != null) {
            all.add(own);
        }
        if (keptFrom != null) {
            all.add(new Bounds.Gap(
                    Instant.EPOCH, keptFrom, "hubmeter.pods keeps nothing from before %s".formatted(keptFrom)));
        }
        return all;
    }

    /** The accounts that had pods. */
    Set<AccountId> accounts() {
        Set<AccountId> accounts = new HashSet<>();
        fold.accounts().forEach(accounts::add);
        return accounts;
    }

    /** Up to when any realm's sources were heard, the latest; null if none was. */
    @Nullable
    Instant heardAt() {
        return clocks.values().stream().max(Instant::compareTo).orElse(null);
    }

    /** Up to when an account's realm's sources were heard; null if they were not. */
    @Nullable
    Instant heardAt(AccountId account) {
        return clocks.get(account.realm());
    }

    /** Whether something was told of an account's pods since its realm was last heard. */
    boolean isRestless(AccountId account) {
        return sinceHeard.getOrDefault(account.realm(), Map.of()).containsKey(account);
    }

    /** An account's pods as they are known now. */
    Collection<PodHistory> now(AccountId account) {
        return fold.histories(account).values();
    }

    /** An account's pods as they were known when its realm was last heard. */
    Collection<PodHistory> whenHeard(AccountId account) {
        Map<String, PodHistory> histories = fold.histories(account);
        sinceHeard
                .getOrDefault(account.realm(), Map.of())
                .getOrDefault(account, Map.of())
                .forEach((uid, known) -> {
                    PodHistory before = known.history();
                    if (before == null) {
                        histories.remove(uid);
                    } else {
                        histories.put(uid, before);
                    }
                });
        return histories.values();
    }
}
