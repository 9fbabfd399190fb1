package io.hubmeter.bench.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** One partition of {@code hubmeter.pods}, read from its first record to its last, and all that follows from it. */
final class PartitionInput {
    private final int partition;
    private final Map<String, SourceFacts> sources = new TreeMap<>();
    private final Map<String, AccountPast> accounts = new LinkedHashMap<>();
    /** By account and uid. */
    private final Map<String, Map<String, PodFacts>> pods = new HashMap<>();

    /** When each realm's time was heard: by realm, offset and time, both rising. */
    private final Map<String, List<Heard>> heard = new HashMap<>();

    private final Set<String> realms = new TreeSet<>();
    private int rejected;
    private int records;

    /** The time heard from a record on. */
    record Heard(long offset, long atMs) {}

    private static final class SourceFacts {
        private final List<String> realms = new ArrayList<>();
        private @Nullable Long heardMs;
        private long snapshot;
        private boolean isListing;
        private @Nullable Long heardBeforeMs;
        private long listVersion;
    }

    PartitionInput(int partition) {
        this.partition = partition;
    }

    void add(Written record) {
        records++;
        GenericRecord source = record.record("source");
        String name = String.valueOf(source.get("name"));
        long observedMs = record.number("observedAt");
        Object message = record.value().get("message");
        if (!(message instanceof GenericRecord told)) {
            change(record, source, observedMs);
            return;
        }
        SourceFacts facts = sources.computeIfAbsent(name, unknown -> new SourceFacts());
        switch (told.getSchema().getName()) {
            case "Heartbeat" -> heartbeat(facts, told, observedMs, record.offset());
            case "SnapshotStarted" -> {
                long id = ((Number) told.get("snapshotId")).longValue();
                if (id > facts.snapshot) {
                    facts.snapshot = id;
                    facts.isListing = true;
                    facts.heardBeforeMs = facts.heardMs;
                }
            }
            case "SnapshotCompleted" -> {
                long id = ((Number) told.get("snapshotId")).longValue();
                if (facts.isListing && id == facts.snapshot) {
                    facts.isListing = false;
                    facts.listVersion = ((Number) source.get("version")).longValue();
                    completed(name, facts, record.offset());
                }
            }
            default ->
                throw new IllegalStateException(
                        "message: found " + told.getSchema().getName());
        }
    }

    private void heartbeat(SourceFacts facts, GenericRecord told, long observedMs, long offset) {
        if (facts.heardMs != null && observedMs <= facts.heardMs) {
            return;
        }
        facts.heardMs = observedMs;
        facts.realms.clear();
        for (Object realm : (List<?>) told.get("realms")) {
            facts.realms.add(String.valueOf(realm));
            realms.add(String.valueOf(realm));
        }
        for (String realm : realms) {
            Long at = heardNow(realm);
            List<Heard> known = heard.computeIfAbsent(realm, unknown -> new ArrayList<>());
            if (at != null && (known.isEmpty() || known.getLast().atMs() != at)) {
                known.add(new Heard(offset, at));
            }
        }
    }

    private @Nullable Long heardNow(String realm) {
        Long stalest = null;
        for (SourceFacts facts : sources.values()) {
            if (facts.realms.contains(realm) && facts.heardMs != null) {
                stalest = stalest == null ? facts.heardMs : (Long) Math.min(stalest, facts.heardMs);
            }
        }
        return stalest;
    }

    private void change(Written record, GenericRecord from, long observedMs) {
        String source = String.valueOf(from.get("name"));
        long version = ((Number) from.get("version")).longValue();
        boolean isGone = record.value().get("after") == null;
        GenericRecord state = record.record(isGone ? "before" : "after");
        String uid = String.valueOf(state.get("uid"));
        PodFacts.Fact fact = new PodFacts.Fact(
                version,
                observedMs,
                Written.decimals(state, "rates"),
                Written.optional(state, "scheduledAt"),
                Written.optional(state, "ratesAt"),
                Written.optional(state, "endedAt"),
                Boolean.TRUE.equals(state.get("gone")) || record.text("op").equals("d"));
        if (!fact.isAcceptable()) {
            rejected++;
            return;
        }
        PodFacts facts = pods.computeIfAbsent(record.key(), unknown -> new LinkedHashMap<>())
                .computeIfAbsent(uid, unknown -> new PodFacts(uid, source));
        facts.add(fact);
        if (record.text("op").equals("r") && from.get("snapshot") instanceof Long listing) {
            facts.listedBy(listing);
        }
        SourceFacts list = sources.get(source);
        if (list != null
                && !list.isListing
                && facts.isOpen()
                && facts.listedBy() < list.snapshot
                && facts.newestVersion() <= list.listVersion) {
            // Written late by somebody who has not seen the list, which is newer and does not have the pod.
            facts.missed(list.heardBeforeMs == null ? 0 : list.heardBeforeMs);
        }
        past(record.key()).put(uid, facts.span(), record.offset(), heardNow(realm(record.key())));
    }

    private void completed(String source, SourceFacts facts, long offset) {
        pods.forEach((account, byUid) -> byUid.forEach((uid, pod) -> {
            if (pod.source().equals(source) && pod.isOpen() && pod.listedBy() != facts.snapshot) {
                pod.missed(facts.heardBeforeMs == null ? 0 : facts.heardBeforeMs);
                past(account).put(uid, pod.span(), offset, heardNow(realm(account)));
            }
        }));
    }

    private AccountPast past(String account) {
        return accounts.computeIfAbsent(account, unknown -> new AccountPast(account, partition));
    }

    static String realm(String account) {
        return account.substring(0, account.indexOf('/'));
    }

    /** From which record on a realm's time was exactly this; null if it never was. */
    @Nullable
    Long offsetHeard(String realm, long atMs) {
        return heard.getOrDefault(realm, List.of()).stream()
                .filter(entry -> entry.atMs() == atMs)
                .map(Heard::offset)
                .findFirst()
                .orElse(null);
    }

    /** The newest time of a realm; null if it was never heard. */
    @Nullable
    Long lastHeardMs(String realm) {
        List<Heard> all = heard.getOrDefault(realm, List.of());
        return all.isEmpty() ? null : (Long) all.getLast().atMs();
    }

    Map<String, AccountPast> accounts() {
        return accounts;
    }

    int rejected() {
        return rejected;
    }

    int records() {
        return records;
    }
}
