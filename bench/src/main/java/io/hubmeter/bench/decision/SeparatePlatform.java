package io.hubmeter.bench.decision;

import io.hubmeter.bench.http.BareServer;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.bench.platform.FilledStores;
import io.hubmeter.bench.platform.MeterFill;
import io.hubmeter.collector.publish.Publisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A child process: broker and registry for a stream processor and a decision API that are processes of their own, with a changelog
 * to restore stores from, and heartbeats each second. Says where Kafka and the registry are; then, once the API knows an answer,
 * where a bare server listens. Arguments: accounts, readings of each, the API's port.
 */
public final class SeparatePlatform {
    /** The first word of the line that says where Kafka and the registry are. */
    public static final String READY = "ready";
    /** The first word of the line that says where the bare server is. */
    public static final String ANSWERED = "answered";

    private static final long SECOND_MS = 1_000;
    private static final Duration ANSWER_BOUND = Duration.ofMinutes(4);

    private SeparatePlatform() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int readings = Integer.parseInt(args[1]);
        int apiPort = Integer.parseInt(args[2]);
        try (BenchPlatform platform = BenchPlatform.start();
                Publisher publisher = platform.publisher()) {
            Instant now = now();
            MeterFill.write(platform, DecisionServer.APPLICATION, accounts, number -> readings, now);
            publisher.policy(BenchPolicies.twoWindows(), now);
            publisher.flush();
            Thread heartbeats = Thread.ofPlatform().name("heartbeats").start(() -> beat(publisher));
            System.out.println("%s %s %s".formatted(READY, platform.bootstrapServers(), platform.registryUri()));
            byte[] answer = answer(apiPort);
            System.err.printf("the API answers about %d readings of each of %,d accounts%n", readings, accounts);
            BareServer bare = platform.own(BareServer.start("application/json", answer));
            System.out.println(ANSWERED + ' ' + bare.port());
            EndOfInput.await();
            heartbeats.interrupt();
            heartbeats.join();
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    private static void beat(Publisher publisher) {
        try {
            while (true) {
                FilledStores.heartbeat(publisher, now());
                Thread.sleep(SECOND_MS);
            }
        } catch (InterruptedException e) {
            // No longer needed.
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The first answer that is known. */
    private static byte[] answer(int apiPort) throws InterruptedException {
        long deadline = System.nanoTime() + ANSWER_BOUND.toNanos();
        String last = "nothing";
        while (System.nanoTime() < deadline) {
            try {
                byte[] answer = LoadRun.answer(apiPort, Question.body(1, BenchPolicies.LONG));
                last = new String(answer, StandardCharsets.UTF_8);
                if (last.contains("\"permit\"")) {
                    return answer;
                }
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            Thread.sleep(SECOND_MS);
        }
        throw new IllegalStateException(
                "API on port %d: found %s, expected a permit within %s".formatted(apiPort, last, ANSWER_BOUND));
    }
}
