package io.hubmeter.api.view;

import io.hubmeter.wire.QueryToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The instances behind the query endpoint. A request goes to the one that answered last; if that cannot be reached or says
 * that it has no copy, the next is asked, each once. One that cannot be connected to is tried once more, but only one per
 * request, as connections that were kept open are often gone after a restart. If it only takes its time, one other is asked as well, and
 * the first good answer counts, as long as that does not become the rule ({@link HedgeBudget}). Safe for use by many threads.
 */
final class Instances implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final int SHOWN_LENGTH = 300;

    private final List<URI> instances;
    private final HttpClient client;
    private final Duration hedgeAfter;
    private final @Nullable QueryToken token;
    private final AtomicInteger preferred = new AtomicInteger();
    private final HedgeBudget budget = new HedgeBudget();

    Instances(RemoteUsageConfig config) {
        this.instances = config.instances();
        this.hedgeAfter = config.hedgeAfter();
        this.token = config.token();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout())
                .build();
    }

    /** The first answer with one of the expected statuses, and who gave it. */
    record Told<T>(URI instance, HttpResponse<T> response) {}

    /**
     * Asks for what comes as a whole.
     *
     * @param shape makes the request for an instance
     * @param expected the statuses that are answers
     * @throws UsageUnavailable if none of the instances answered in time; names each and its failure
     */
    Told<byte[]> ask(
            String what,
            Function<URI, HttpRequest.Builder> shape,
            HttpResponse.BodyHandler<byte[]> handler,
            Set<Integer> expected,
            Duration deadline) {
        return new Asking<>(what, shape, handler, expected, deadline, hedgeAfter).told();
    }

    /** Asks for what is read as it comes; nobody else is asked meanwhile, since that is much work. */
    Told<InputStream> askForLines(
            String what, Function<URI, HttpRequest.Builder> shape, Set<Integer> expected, Duration deadline) {
        return new Asking<>(what, shape, BodyHandlers.ofInputStream(), expected, deadline, deadline).told();
    }

    private record Outcome<T>(
            int index,
            @Nullable HttpResponse<T> response,
            @Nullable Throwable failure) {}

    /** One request under way; for one thread. */
    private final class Asking<T> {
        private final String what;
        private final Function<URI, HttpRequest.Builder> shape;
        private final HttpResponse.BodyHandler<T> handler;
        private final Set<Integer> expected;
        private final Duration deadline;
        private final long endNs;
        private final long hedgeAtNs;
        private final int first = preferred.get();
        private final LinkedBlockingQueue<Outcome<T>> outcomes = new LinkedBlockingQueue<>();
        private final List<CompletableFuture<?>> sent = new ArrayList<>();
        private final Set<Integer> underWay = new LinkedHashSet<>();
        private final List<String> failures = new ArrayList<>();
        private @Nullable Throwable cause;
        private int asked;
        private boolean mayRetry = true;
        private boolean mayHedge = true;

        Asking(
                String what,
                Function<URI, HttpRequest.Builder> shape,
                HttpResponse.BodyHandler<T> handler,
                Set<Integer> expected,
                Duration deadline,
                Duration hedgeAfter) {
            this.what = what;
            this.shape = shape;
            this.handler = handler;
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
                sent.forEach(one -> one.cancel(true));
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
            HttpRequest.Builder request = shape.apply(instances.get(index));
            if (token != null) {
                request.header("Authorization", token.authorization());
            }
            // The deadline covers the body too, which the timeout of a request does not.
            CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request.build(), handler);
            underWay.add(index);
            sent.add(answer);
            var _ = answer.whenComplete((response, failure) -> outcomes.add(new Outcome<>(index, response, failure)));
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
            HttpResponse<T> response = outcome.response();
            if (response == null) {
                failed(outcome.index(), outcome.failure());
                return null;
            }
            if (expected.contains(response.statusCode())) {
                preferred.set(outcome.index());
                return new Told<>(instance, response);
            }
            failures.add(
                    "%s answered %d%s".formatted(instance, response.statusCode(), Instances.told(response.body())));
            discard(response.body());
            if (response.statusCode() != UNAVAILABLE) {
                underWay.clear();
            } else if (asked < instances.size()) {
                sendNext();
            }
            return null;
        }

        private void failed(int index, @Nullable Throwable failure) {
            Throwable thrown = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            if (mayRetry && thrown instanceof IOException) {
                mayRetry = false;
                send(index);
                return;
            }
            cause = thrown;
            failures.add("%s: %s".formatted(instances.get(index), thrown == null ? "failed" : reason(thrown)));
            if (asked < instances.size()) {
                sendNext();
            }
        }
    }

    private static String told(@Nullable Object body) {
        if (!(body instanceof byte[] bytes) || bytes.length == 0) {
            return "";
        }
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        return ": " + (text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…");
    }

    private static void discard(@Nullable Object body) {
        if (body instanceof InputStream open) {
            try {
                open.close();
            } catch (IOException e) {
                // Nobody wants it.
            }
        }
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
        client.shutdownNow();
    }
}
