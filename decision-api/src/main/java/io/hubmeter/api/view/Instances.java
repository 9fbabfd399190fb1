package io.hubmeter.api.view;

import io.hubmeter.wire.peer.PeerAnswer;
import io.hubmeter.wire.peer.PeerClient;
import io.hubmeter.wire.peer.PeerOutcome;
import io.hubmeter.wire.peer.PeerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The instances behind the query endpoint. A request goes to the one that answered for its account ({@link Owners}), else to the one
 * that answered last; if that cannot be reached or says that it has no copy, the next is asked, each once. One that cannot be
 * connected to is tried once more, but only one per request, as connections that were kept open are often gone after a restart. If it
 * only takes its time, one other is asked as well, and the first good answer counts, as long as that does not become the rule
 * ({@link HedgeBudget}). Safe for use by many threads.
 */
final class Instances implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final int SHOWN_LENGTH = 300;

    private final List<URI> instances;
    private final PeerClient client;
    private final Duration hedgeAfter;
    private final AtomicInteger preferred = new AtomicInteger();
    private final HedgeBudget budget = new HedgeBudget();
    private final Owners owners;

    Instances(RemoteUsageConfig config) {
        this.instances = config.instances();
        this.hedgeAfter = config.hedgeAfter();
        this.owners = new Owners(instances, System::nanoTime);
        this.client = new PeerClient(config.connectTimeout(), config.token());
    }

    /** The first answer with one of the expected statuses, and who gave it. */
    record Told<T>(URI instance, PeerAnswer<T> answer) {}

    /**
     * Asks for what comes as a whole.
     *
     * @param about what one instance knows best; null if all know the same
     * @param shape makes the request for an instance
     * @param mostBytes the largest answer
     * @param expected the statuses that are answers
     * @throws UsageUnavailable if none of the instances answered in time; names each and its failure
     */
    Told<byte[]> ask(
            String what,
            @Nullable Object about,
            Function<URI, PeerRequest> shape,
            int mostBytes,
            Set<Integer> expected,
            Duration deadline) {
        Sending<byte[]> sending = (request, done) -> client.ask(request, deadline, mostBytes, done);
        return new Asking<>(what, about, shape, sending, expected, deadline, hedgeAfter).told();
    }

    /**
     * Asks for what is read as it comes; nobody else is asked meanwhile, since that is much work.
     *
     * @param deadline until the answer begins
     * @param silence how long nothing may come at a time
     */
    Told<InputStream> askForLines(
            String what, Function<URI, PeerRequest> shape, Set<Integer> expected, Duration deadline, Duration silence) {
        Sending<InputStream> sending = (request, done) -> client.open(request, silence, done);
        return new Asking<>(what, null, shape, sending, expected, deadline, deadline).told();
    }

    @FunctionalInterface
    private interface Sending<T> {
        PeerClient.Pending send(PeerRequest request, Consumer<PeerOutcome<T>> done);
    }

    /**
     * What came of one of an asking's requests.
     *
     * @param number which, from 0
     * @param index of the instance that was asked
     */
    private record Outcome<T>(int number, int index, PeerOutcome<T> outcome) {}

    /** One request under way; for one thread. */
    private final class Asking<T> {
        private final String what;
        private final @Nullable Object about;
        private final Function<URI, PeerRequest> shape;
        private final Sending<T> sending;
        private final Set<Integer> expected;
        private final Duration deadline;
        private final long endNs;
        private final long hedgeAtNs;
        private final int first;
        private final LinkedBlockingQueue<Outcome<T>> outcomes = new LinkedBlockingQueue<>();
        private final Map<Integer, PeerClient.Pending> sent = new HashMap<>();
        private final Set<Integer> underWay = new LinkedHashSet<>();
        private final List<String> failures = new ArrayList<>();
        private @Nullable Throwable cause;
        private int asked;
        private int requests;
        private boolean mayRetry = true;
        private boolean mayHedge = true;

        Asking(
                String what,
                @Nullable Object about,
                Function<URI, PeerRequest> shape,
                Sending<T> sending,
                Set<Integer> expected,
                Duration deadline,
                Duration hedgeAfter) {
            this.what = what;
            this.about = about;
            int owner = about == null ? Owners.UNKNOWN : owners.of(about);
            this.first = owner == Owners.UNKNOWN ? preferred.get() : owner;
            this.shape = shape;
            this.sending = sending;
            this.expected = expected;
            this.deadline = deadline;
            long nowNs = System.nanoTime();
            this.endNs = nowNs + deadline.toNanos();
            this.hedgeAtNs = nowNs + hedgeAfter.toNanos();
            budget.asked();
        }

        Told<T> told() {
            try {
                sendNext();
                while (!underWay.isEmpty()) {
                    boolean hedges = mayHedge && asked < instances.size() && hedgeAtNs < endNs;
                    Outcome<T> outcome = polled(hedges ? hedgeAtNs : endNs);
                    if (outcome == null && !hedges) {
                        timedOut();
                        break;
                    }
                    Told<T> told = outcome == null ? hedged() : taken(outcome);
                    if (told != null) {
                        return told;
                    }
                }
            } finally {
                sent.values().forEach(PeerClient.Pending::cancel);
            }
            String message = what + ": " + String.join("; ", failures);
            throw cause == null ? new UsageUnavailable(message) : new UsageUnavailable(message, cause);
        }

        private void timedOut() {
            for (int index : underWay) {
                failures.add("%s did not answer within %d ms".formatted(instances.get(index), deadline.toMillis()));
            }
        }

        private @Nullable Told<T> hedged() {
            mayHedge = false;
            underWay.forEach(owners::late);
            if (budget.take()) {
                sendNext();
            }
            return null;
        }

        private void sendNext() {
            send((first + asked) % instances.size());
            asked++;
        }

        private void send(int index) {
            int number = requests++;
            underWay.add(index);
            // The deadline is kept here, for all attempts together.
            sent.put(
                    number,
                    sending.send(
                            shape.apply(instances.get(index)),
                            outcome -> outcomes.add(new Outcome<>(number, index, outcome))));
        }

        private @Nullable Outcome<T> polled(long untilNs) {
            try {
                return outcomes.poll(Math.max(0, untilNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UsageUnavailable(what + ": interrupted", e);
            }
        }

        /** Null if it is no answer; then the next was asked, unless there is none or it would say the same. */
        private @Nullable Told<T> taken(Outcome<T> outcome) {
            underWay.remove(outcome.index());
            URI instance = instances.get(outcome.index());
            PeerAnswer<T> answer = outcome.outcome().answer();
            if (answer == null) {
                failed(outcome.index(), outcome.outcome().failure());
                return null;
            }
            if (expected.contains(answer.status())) {
                sent.remove(outcome.number());
                preferred.set(outcome.index());
                if (about != null) {
                    owners.answered(about, outcome.index(), answer.answeredBy());
                }
                return new Told<>(instance, answer);
            }
            failures.add("%s answered %d%s".formatted(instance, answer.status(), Instances.told(answer.body())));
            if (answer.status() != UNAVAILABLE) {
                underWay.clear();
            } else if (asked < instances.size()) {
                sendNext();
            }
            return null;
        }

        private void failed(int index, @Nullable IOException failure) {
            owners.late(index);
            if (mayRetry) {
                mayRetry = false;
                send(index);
                return;
            }
            cause = failure;
            failures.add("%s: %s".formatted(instances.get(index), failure == null ? "failed" : reason(failure)));
            if (asked < instances.size()) {
                sendNext();
            }
        }
    }

    private static String told(@Nullable Object body) {
        if (!(body instanceof byte[] bytes) || bytes.length == 0) {
            return "";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return ": " + (text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…");
    }

    /** Connection failures often have no message of their own. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return message == null ? (cause == null ? name : name + " by " + reason(cause)) : name + ": " + message;
    }

    /** Ends requests under way. */
    @Override
    public void close() {
        client.close();
    }
}
