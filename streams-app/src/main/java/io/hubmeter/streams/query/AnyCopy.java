package io.hubmeter.streams.query;

import io.hubmeter.wire.peer.PeerAnswer;
import io.hubmeter.wire.peer.PeerClient;
import io.hubmeter.wire.peer.PeerOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Has a question about one partition answered by whichever copy can: by this instance if it works on the partition, else by the
 * owner. If the owner fails, or takes longer than a moment, another copy is asked as well, this instance's own first, and the first
 * answer counts (ADR 0033). Each tells how far it goes, so whichever it is, its freshness is right. Safe for use by many threads.
 */
final class AnyCopy {
    private static final Set<Integer> ANSWERS = Set.of(200, 204, 304, 400);

    private final UsageQueries queries;
    private final OtherInstances others;
    private final LateInstances late;
    private final ForwardingConfig config;
    private final InstantSource clock;

    AnyCopy(
            UsageQueries queries,
            OtherInstances others,
            LateInstances late,
            ForwardingConfig config,
            InstantSource clock) {
        this.queries = queries;
        this.others = others;
        this.late = late;
        this.config = config;
        this.clock = clock;
    }

    /** What is asked of a copy; throws {@link StateUnavailable} if it cannot tell. */
    @FunctionalInterface
    interface Question {
        QueryAnswer.Whole of(CopyQueries copy);
    }

    /** Whether an answer tells itself how old it is; a copy that may be old gives no other. */
    enum Age {
        TOLD,
        UNTOLD
    }

    /**
     * The answer.
     *
     * @param realm whose sources say how fresh a copy is; null for all
     * @param target path and query that ask another instance the same
     * @throws StateUnavailable if no copy could be reached within the deadline
     */
    QueryAnswer.Whole answer(
            QueryCall call, int partition, @Nullable String realm, String target, Age age, Question question) {
        HandOver handOver = new HandOver(queries.copies().areShared() && !call.isForwarded(), config.deadline());
        while (true) {
            try {
                return tried(call, partition, realm, target, age, question, handOver.endNs());
            } catch (StateUnavailable e) {
                handOver.waitOrThrow(e);
            }
        }
    }

    private QueryAnswer.Whole tried(
            QueryCall call,
            int partition,
            @Nullable String realm,
            String target,
            Age age,
            Question question,
            long endNs) {
        Copies.Holders holders = queries.copies().of(partition);
        if (call.isForwarded()
                || (holders.owner().isEmpty() && holders.standbys().isEmpty())) {
            return here(partition, realm, age, question).answer();
        }
        if (holders.isHere()) {
            try {
                return question.of(queries.active());
            } catch (StateUnavailable notNow) {
                // It is being handed over, or restored.
            }
        }
        return new Asking(call, partition, realm, target, age, question, endNs).first(order(holders));
    }

    /** An answer from here, and whether a better one is worth waiting for. */
    private record Own(QueryAnswer.Whole answer, boolean isStale) {}

    private Own here(int partition, @Nullable String realm, Age age, Question question) {
        try {
            return new Own(question.of(queries.active()), false);
        } catch (StateUnavailable notActive) {
            Staleness staleness = Staleness.of(queries.any(), partition, realm, config, clock);
            if (age == Age.UNTOLD) {
                staleness.requireFresh(partition);
            }
            return new Own(question.of(queries.any()), staleness.isStale());
        }
    }

    /** Null stands for this instance. One further standby at the most is asked, so that trouble does not multiply. */
    private List<@Nullable HostInfo> order(Copies.Holders holders) {
        List<@Nullable HostInfo> order = new ArrayList<>();
        HostInfo owner = holders.owner().orElse(null);
        boolean ownerIsLate = owner != null && late.isLate(owner);
        if (owner != null && !ownerIsLate) {
            order.add(owner);
        }
        order.add(null);
        holders.standbys().stream()
                .min((a, b) -> Boolean.compare(late.isLate(a), late.isLate(b)))
                .ifPresent(order::add);
        if (ownerIsLate) {
            order.add(owner);
        }
        return order;
    }

    private record Outcome(HostInfo instance, PeerOutcome<byte[]> outcome) {}

    /** One question under way; for one thread. */
    private final class Asking {
        private final QueryCall call;
        private final int partition;
        private final @Nullable String realm;
        private final String target;
        private final Age age;
        private final Question question;
        private final long endNs;
        private final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final List<HostInfo> waitingFor = new ArrayList<>();
        private final List<PeerClient.Pending> underWay = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private QueryAnswer.@Nullable Whole stale;

        Asking(
                QueryCall call,
                int partition,
                @Nullable String realm,
                String target,
                Age age,
                Question question,
                long endNs) {
            this.endNs = endNs;
            this.call = call;
            this.partition = partition;
            this.realm = realm;
            this.target = target;
            this.age = age;
            this.question = question;
        }

        QueryAnswer.Whole first(List<@Nullable HostInfo> order) {
            try {
                for (int next = 0; next < order.size(); next++) {
                    QueryAnswer.Whole answer = asked(order.get(next));
                    if (answer == null && !waitingFor.isEmpty()) {
                        boolean isLast = next + 1 == order.size();
                        answer = awaited(
                                isLast
                                        ? endNs
                                        : System.nanoTime()
                                                + config.hedgeAfter().toNanos());
                    }
                    if (answer != null) {
                        return answer;
                    }
                }
                QueryAnswer.Whole kept = stale;
                if (kept != null) {
                    return kept;
                }
                throw new StateUnavailable("partition %d: %s".formatted(partition, String.join("; ", failures)));
            } finally {
                underWay.forEach(PeerClient.Pending::cancel);
            }
        }

        private QueryAnswer.@Nullable Whole asked(@Nullable HostInfo instance) {
            if (instance == null) {
                try {
                    Own own = here(partition, realm, age, question);
                    if (!own.isStale()) {
                        return own.answer();
                    }
                    stale = own.answer();
                } catch (StateUnavailable e) {
                    failures.add("here: " + e.getMessage());
                }
                return null;
            }
            waitingFor.add(instance);
            underWay.add(others.ask(
                    instance,
                    call,
                    target,
                    Duration.ofNanos(Math.max(1_000_000, endNs - System.nanoTime())),
                    outcome -> outcomes.add(new Outcome(instance, outcome))));
            return null;
        }

        /** The first good answer until an instant; null if there is none, or all who were asked have failed. */
        private QueryAnswer.@Nullable Whole awaited(long untilNs) {
            while (!waitingFor.isEmpty()) {
                Outcome outcome = polled(Math.min(untilNs, endNs));
                if (outcome == null) {
                    waitingFor.forEach(late::late);
                    waitingFor.forEach(instance -> failures.add(instance + " did not answer yet"));
                    return null;
                }
                waitingFor.remove(outcome.instance());
                PeerAnswer<byte[]> answer = outcome.outcome().answer();
                if (answer == null) {
                    late.late(outcome.instance());
                    failures.add(outcome.instance() + ": " + outcome.outcome().failure());
                } else if (ANSWERS.contains(answer.status())) {
                    late.answered(outcome.instance());
                    return QueryAnswer.relayed(answer, outcome.instance());
                } else {
                    failures.add(outcome.instance() + " answered " + answer.status());
                }
            }
            return null;
        }

        private @Nullable Outcome polled(long untilNs) {
            try {
                return outcomes.poll(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StateUnavailable("interrupted", e);
            }
        }
    }
}
