package io.hubmeter.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of processes that are no longer in the group (ADR 0040). Who takes over what a dead process worked on waits until
 * what that had begun is ended: else a broker does it when the transaction's time is up, at its next look.
 */
final class AbandonedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

    private static final Duration LOOKS_EACH = Duration.ofMillis(500);
    /** Those of the living take some hundred milliseconds, so this is usually a question that is answered with nothing. */
    private static final Duration LONG = Duration.ofSeconds(3);

    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(10);

    private final String group;
    private final Admin admin;
    private final ScheduledExecutorService thread;
    private String lastTrouble = "";

    private AbandonedTransactions(String group, Admin admin) {
        this.group = group;
        this.admin = admin;
        this.thread = Executors.newSingleThreadScheduledExecutor(task ->
                Thread.ofPlatform().daemon().name("abandoned-transactions").unstarted(task));
    }

    /** Looks twice a second from now on, until it is closed. */
    static AbandonedTransactions watch(StreamsAppConfig config) {
        AbandonedTransactions watching = new AbandonedTransactions(config.applicationId(), config.admin());
        var _ = watching.thread.scheduleWithFixedDelay(
                watching::look, LOOKS_EACH.toMillis(), LOOKS_EACH.toMillis(), TimeUnit.MILLISECONDS);
        return watching;
    }

    private void look() {
        try {
            Set<String> open = longOpen();
            if (!open.isEmpty()) {
                // In this order: who is in the group afterwards was not gone when it began.
                Set<String> abandoned = abandoned(group, open, clients());
                if (!abandoned.isEmpty()) {
                    answer(admin.fenceProducers(abandoned).all());
                    LOG.info("ended transactions of processes that are gone: {}", abandoned);
                }
            }
            lastTrouble = "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            trouble(e);
        }
    }

    /** Said once, not twice a second. Without this, transactions end when their time is up. */
    private void trouble(Exception e) {
        String trouble = String.valueOf(e.getMessage());
        if (!trouble.equals(lastTrouble)) {
            LOG.warn("transactions of processes that are gone cannot be looked for: {}", trouble);
            lastTrouble = trouble;
        }
    }

    private Set<String> longOpen() throws InterruptedException, ExecutionException, TimeoutException {
        ListTransactionsOptions options = new ListTransactionsOptions()
                .filterStates(List.of(TransactionState.ONGOING))
                .filterOnDuration(LONG.toMillis());
        return answer(admin.listTransactions(options).all()).stream()
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toSet());
    }

    private Set<String> clients() throws InterruptedException, ExecutionException, TimeoutException {
        return answer(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                .flatMap(described -> described.members().stream())
                .map(MemberDescription::clientId)
                .collect(Collectors.toSet());
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Those of the open transactions whose process has no consumer in the group. Kafka Streams names a process by a UUID: its
     * transactions {@code group-process-number}, its consumers {@code group-process-StreamThread-number-consumer}.
     *
     * @param clients the client ids of all members
     */
    static Set<String> abandoned(String group, Collection<String> open, Collection<String> clients) {
        Pattern ours = Pattern.compile("(" + Pattern.quote(group) + "-" + UUID + "-)[0-9]+");
        return open.stream()
                .filter(id -> {
                    Matcher matcher = ours.matcher(id);
                    return matcher.matches()
                            && clients.stream().noneMatch(client -> client.startsWith(matcher.group(1)));
                })
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
