package io.hubmeter.standalone.many;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Five decisions a second, asked of {@code hubmeter serve} until it is closed. */
final class Decisions implements AutoCloseable {
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor();
    private final DecisionApi api;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    Decisions(DecisionApi api) {
        this.api = api;
        var _ = asking.scheduleAtFixedRate(this::ask, 0, 200, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        String user = "user-" + answered.get() % Fed.ACCOUNTS;
        try {
            JsonNode said = api.decided(user);
            if (!said.path("decision").asText().equals("permit")) {
                failures.add(user + ": " + said);
            }
        } catch (Exception e) {
            failures.add(user + ": " + e);
        }
        answered.incrementAndGet();
    }

    int answered() {
        return answered.get();
    }

    /** Those that were no permit, which each should be. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        asking.shutdown();
        try {
            if (!asking.awaitTermination(10, TimeUnit.SECONDS)) {
                failures.add("a decision that never came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
