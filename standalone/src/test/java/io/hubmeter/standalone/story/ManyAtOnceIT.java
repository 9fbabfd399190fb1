package io.hubmeter.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One user asks for many servers at the same moment. */
class ManyAtOnceIT {
    private static final int MANY = 50;
    private static final String CROWD = "crowd";
    private static final String SOURCE = "kubernetes/crowd";
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final String POLICY = """
            minimumRuntime: 10m
            freshness: 15s
            grace: 5m
            window: 30d
            default:
              limits: [60 GiB-hours]
            """;

    private final Stage stage = Stage.shared();
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void publishThePolicy() {
        now = stage.begin(Duration.ofDays(1)).plus(Duration.ofHours(2));
        stage.publish(POLICY, now);
    }

    @Test
    void whenNothingIsLeftAllAreDeniedWithTheSameFigures() throws Exception {
        use("spent", 60);

        List<JsonNode> answers = askAtOnce("spent", 4);

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.path("decision").asText()).isEqualTo("deny"));
        assertThat(answers.stream().map(ManyAtOnceIT::withoutId).distinct()).hasSize(1);
        assertRecordedOnceEach("spent", answers, DecisionOutcome.DENY);
    }

    /** A decision reserves nothing (ADR 0022): what each of them may use, all of them may. The meter sees to the rest. */
    @Test
    void whenSomethingIsLeftAllArePermittedAndTheirServersAreStoppedTogether() throws Exception {
        AccountId account = use("almost", 59);

        List<JsonNode> answers = askAtOnce("almost", 4);

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.path("decision").asText()).isEqualTo("permit"));
        assertThat(answers.stream().map(ManyAtOnceIT::withoutId).distinct()).hasSize(1);
        assertRecordedOnceEach("almost", answers, DecisionOutcome.PERMIT);

        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            servers.add(new Server(account, CROWD, "s%02d".formatted(i), 4, now));
        }
        servers.forEach(server -> stage.started(SOURCE, server));
        // One GiB-hour is left, and together they hold 200 GiB.
        Instant crossedAt = now.plusSeconds(18);
        stage.heard(SOURCE, CROWD, crossedAt);
        assertThat(overQuota("almost")).isEmpty();
        stage.heard(SOURCE, CROWD, crossedAt.plusMillis(1));
        List<Said> said = overQuota("almost").stream().map(Said::of).toList();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst().cause()).isEqualTo(OverQuotaCause.CROSSED);
        assertThat(said.getFirst().at()).isEqualTo(crossedAt);
        assertThat(said.getFirst().graceUntil()).isEqualTo(crossedAt.plus(GRACE));
        assertThat(said.getFirst().servers())
                .containsExactlyInAnyOrderElementsOf(
                        servers.stream().map(Said::named).toList());
    }

    /** Uses so many GiB-hours up to a moment ago. */
    private AccountId use(String user, int gib) {
        AccountId account = new AccountId(CROWD, user);
        Server before = new Server(account, CROWD, "before", gib, now.minus(Duration.ofHours(2)));
        stage.started(SOURCE, before);
        stage.ended(SOURCE, before, now.minus(Duration.ofHours(1)));
        stage.heard(SOURCE, CROWD, now);
        stage.apiIsAt(now);
        return account;
    }

    private List<JsonNode> askAtOnce(String user, int gib) throws Exception {
        CyclicBarrier allAreThere = new CyclicBarrier(MANY);
        List<Callable<HttpResponse<String>>> questions = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            questions.add(() -> {
                allAreThere.await();
                return stage.api().ask(CROWD, user, gib);
            });
        }
        List<JsonNode> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(questions)) {
                assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
                answers.add(Calls.json(answer.get()));
            }
        }
        return answers;
    }

    private static JsonNode withoutId(JsonNode answer) {
        return ((ObjectNode) answer.deepCopy()).without("decisionId");
    }

    private void assertRecordedOnceEach(String user, List<JsonNode> answers, DecisionOutcome outcome) {
        // Decisions of one account are recorded in their order, so whatever there was before this one is there with it.
        String last = stage.api().mayStart(CROWD, user, 4).path("decisionId").asText();
        List<DecisionRecord> recorded = new ArrayList<>();
        stage.await("decision " + last, () -> {
            recorded.clear();
            recorded.addAll(stage.read(
                    Topics.DECISIONS,
                    DecisionRecord.class,
                    record ->
                            record.getRealm().equals(CROWD) && record.getUser().equals(user)));
            return !recorded.isEmpty() && recorded.getLast().getDecisionId().equals(last);
        });
        recorded.removeLast();
        assertThat(recorded)
                .extracting(DecisionRecord::getDecisionId)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(answers.stream()
                        .map(answer -> answer.path("decisionId").asText())
                        .toList());
        assertThat(recorded).extracting(DecisionRecord::getOutcome).containsOnly(outcome);
    }

    private List<OverQuotaRecord> overQuota(String user) {
        return stage.read(
                Topics.OVER_QUOTA,
                OverQuotaRecord.class,
                record -> record.getRealm().equals(CROWD) && record.getUser().equals(user));
    }
}
