package io.hubmeter.streams.query;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Looks through the pods of one account for those that held resources in an interval, and keeps those that started last.
 *
 * <p>A pod that ends is put among those that ended before it is taken from the open ones, so it is found in one of them at the
 * least by who reads the open ones first. One that is in both may also have come back to life after it was told to have ended.
 */
final class ServerScan {
    /** How many pods of an account are looked through at the most: about a second's work. */
    private static final int MOST_PODS = 200_000;

    private static final Comparator<HeldServer> NEWEST_FIRST =
            Comparator.comparing(HeldServer::start).reversed().thenComparing(HeldServer::uid);

    private final AccountId account;
    private final Instant from;
    private final Instant to;
    private final int most;
    private final Map<String, PodHistoryRecord> open = new HashMap<>();
    private final PriorityQueue<HeldServer> found = new PriorityQueue<>(NEWEST_FIRST.reversed());
    private int read;

    ServerScan(AccountId account, Instant from, Instant to, int most) {
        if (most < 1 || !from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "servers of %s: found at most %d from %s to %s, expected 1 or more and to later"
                            .formatted(account, most, from, to));
        }
        this.account = account;
        this.from = from;
        this.to = to;
        this.most = most;
    }

    List<HeldServer> read(StoreReader stores, int partition) {
        var first = PodKeys.first(account);
        var last = PodKeys.last(account);
        stores.each(NamedStore.OPEN_PODS, partition, first, last, entry -> {
            count();
            open.put(PodKeys.uid(entry.key), entry.value);
        });
        stores.each(NamedStore.CLOSED_PODS, partition, first, last, entry -> {
            count();
            closed(PodKeys.uid(entry.key), entry.value);
        });
        open.forEach(this::take);
        return found.stream().sorted(NEWEST_FIRST).toList();
    }

    private void count() {
        read++;
        if (read > MOST_PODS) {
            throw new StateUnavailable("servers of %s: found more than %d pods, expected fewer to look through"
                    .formatted(account, MOST_PODS));
        }
    }

    private void closed(String uid, PodHistoryRecord ended) {
        PodHistoryRecord running = open.get(uid);
        boolean cameBack = running != null
                && (running.getVersion() > ended.getVersion()
                        || running.getSeenAt().isAfter(ended.getSeenAt()));
        if (!cameBack) {
            open.remove(uid);
            take(uid, ended);
        }
    }

    private void take(String uid, PodHistoryRecord record) {
        HeldServer.of(uid, record.getSource(), place(record.getServer()), PodHistories.history(record), from, to)
                .ifPresent(server -> {
                    found.add(server);
                    if (found.size() > most) {
                        found.remove();
                    }
                });
    }

    private static HeldServer.Place place(ServerRecord server) {
        return new HeldServer.Place(
                server.getNamespace(),
                server.getPod(),
                server.getHub(),
                server.getServerName(),
                server.getDaskCluster());
    }
}
