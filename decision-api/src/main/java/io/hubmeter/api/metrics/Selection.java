package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which accounts have series of their own: for each kind of limit the top by ratio, and everybody at or over the threshold, the nearest to
 * their limits first. In memory are the candidates alone.
 */
final class Selection {
    /** The farthest from its limit first, so that it makes room; of equals the later by name. */
    private static final Comparator<Candidate> FARTHEST_FIRST =
            Comparator.comparingDouble(Candidate::ratio).thenComparing(Candidate::account, Comparator.reverseOrder());

    private final AccountMetricsConfig config;
    private final Map<LimitKey, PriorityQueue<Candidate>> tops = new HashMap<>();
    private final PriorityQueue<Candidate> near = new PriorityQueue<>(FARTHEST_FIRST);
    private int accounts;

    /** An account by its highest ratio, or by that of one limit. */
    record Candidate(double ratio, AccountStanding standing) {
        AccountId account() {
            return standing.account();
        }
    }

    Selection(AccountMetricsConfig config) {
        this.config = config;
    }

    void add(AccountStanding standing) {
        accounts++;
        double highest = 0;
        for (Standing each : standing.assessment().standings()) {
            double ratio = Ratio.of(each);
            highest = Math.max(highest, ratio);
            if (!config.isAll() && config.top() > 0) {
                LimitKey key = LimitKey.of(standing.account().realm(), each.limit());
                offer(
                        tops.computeIfAbsent(key, missing -> new PriorityQueue<>(FARTHEST_FIRST)),
                        new Candidate(ratio, standing),
                        config.top());
            }
        }
        if (config.isAll() || highest >= config.threshold()) {
            offer(near, new Candidate(highest, standing), config.mostAccounts());
        }
    }

    private static void offer(PriorityQueue<Candidate> queue, Candidate candidate, int most) {
        queue.add(candidate);
        if (queue.size() > most) {
            queue.remove();
        }
    }

    /** Those who have series: the bound holds for the two kinds together, the nearest to any of their limits first. */
    List<AccountStanding> chosen() {
        Map<AccountId, Candidate> best = new HashMap<>();
        near.forEach(candidate -> best.merge(candidate.account(), candidate, Selection::nearer));
        tops.values()
                .forEach(
                        top -> top.forEach(candidate -> best.merge(candidate.account(), candidate, Selection::nearer)));
        return best.values().stream()
                .sorted(FARTHEST_FIRST.reversed())
                .limit(config.mostAccounts())
                .map(Candidate::standing)
                .toList();
    }

    private static Candidate nearer(Candidate a, Candidate b) {
        return a.ratio() >= b.ratio() ? a : b;
    }

    /** How many accounts there were, in or not. */
    int accounts() {
        return accounts;
    }
}
