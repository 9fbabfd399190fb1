package io.hubmeter.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link UsageView} does; a test of an implementation extends this and says how to fill it. */
public abstract class UsageViewContract {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration RUNTIME = Duration.ofMinutes(10);
    private static final AccountId ALICE = new AccountId("hub", "alice");

    private Backstage backstage = new Nothing();

    /** What a test makes happen behind the view. Each method returns when the view can see it. */
    public interface Backstage extends AutoCloseable {
        /** The view under test. */
        UsageView view();

        /** Publishes a policy; each number makes another one. */
        Policy publishPolicy(int number);

        /** Has the hub report an account's groups. */
        void reportGroups(AccountId account, List<String> groups);

        /** Runs a pod; {@code until} is null while it runs. */
        void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until);

        /** Hears every source, in every partition, at an instant. */
        void hear(Instant at);

        /** Makes everything unreachable. */
        void cutOff();

        @Override
        void close();
    }

    /** A view that knows nothing yet. */
    protected abstract Backstage start();

    @BeforeEach
    void startView() {
        backstage = start();
    }

    @AfterEach
    void closeView() {
        backstage.close();
    }

    @Test
    void thereIsNoPolicyUntilOneIsPublished() {
        assertThat(backstage.view().policy()).isEmpty();
    }

    @Test
    void thePolicyPublishedLastIsInForce() {
        backstage.publishPolicy(1);
        Policy second = backstage.publishPolicy(2);
        assertThat(backstage.view().policy().map(Policy::hash)).contains(second.hash());
    }

    @Test
    void anAccountThatNobodyReportedIsInNoGroup() {
        assertThat(backstage.view().groups(ALICE)).isEmpty();
    }

    @Test
    void groupsAreThoseReportedLast() {
        backstage.reportGroups(ALICE, List.of("regular", "power"));
        backstage.reportGroups(ALICE, List.of("gpu-dev"));
        assertThat(backstage.view().groups(ALICE)).containsExactly("gpu-dev");
    }

    @Test
    void anAccountThatWasNeverSeenHasUsedNothing() {
        backstage.hear(NOW);
        Assessment assessment = assess(ALICE, NOW, memory(60, MONTH));
        assertThat(assessment.account()).isEqualTo(ALICE);
        assertThat(assessment.at()).isEqualTo(NOW);
        assertThat(assessment.rates()).isEqualTo(Quantities.ZERO);
        assertThat(assessment.openPods()).isZero();
        assertThat(used(assessment)).isZero();
        assertThat(assessment.standings().getFirst().verdict()).isEqualTo(Verdict.ALLOWS);
    }

    @Test
    void anIdleServerIsChargedUntilItEnds() {
        backstage.runPod(ALICE, gib(4), NOW.minus(Duration.ofHours(10)), NOW.minus(Duration.ofHours(5)));
        backstage.hear(NOW);
        Assessment assessment = assess(ALICE, NOW, memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(20)));
        assertThat(assessment.openPods()).isZero();
    }

    @Test
    void aRunningServerIsChargedUpToTheMillisecondOfAsking() {
        backstage.runPod(ALICE, gib(4), NOW.minus(Duration.ofHours(1)), null);
        backstage.hear(NOW);
        Assessment assessment = assess(ALICE, NOW.plusMillis(1), memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(gib(4).times(3_600_001).get(Resource.MEMORY));
        assertThat(assessment.rates()).isEqualTo(gib(4));
        assertThat(assessment.openPods()).isEqualTo(1);
    }

    @Test
    void whatHappensLaterThanTheInstantAskedForIsLeftOut() {
        backstage.runPod(ALICE, gib(4), NOW.minus(Duration.ofHours(1)), null);
        backstage.hear(NOW);
        Assessment assessment = assess(ALICE, NOW.minus(Duration.ofHours(2)), memory(60, MONTH));
        assertThat(used(assessment)).isZero();
        assertThat(assessment.openPods()).isZero();
    }

    @Test
    void useLeavesTheWindowAtItsLeftEdge() {
        backstage.runPod(ALICE, gib(1), NOW.minus(Duration.ofHours(10)), NOW);
        backstage.hear(NOW);
        Assessment assessment = assess(ALICE, NOW, memory(60, Duration.ofHours(3)), memory(60, MONTH));
        assertThat(assessment.standings())
                .extracting(Standing::used)
                .containsExactly(
                        Resource.MEMORY.amountOf(BigDecimal.valueOf(3)),
                        Resource.MEMORY.amountOf(BigDecimal.valueOf(10)));
    }

    @Test
    void standingsComeInTheOrderOfTheLimits() {
        backstage.hear(NOW);
        Limit[] limits = {
            memory(60, MONTH),
            new Limit(Resource.GPU, BigInteger.ZERO, MONTH),
            memory(5, Duration.ofDays(1)),
            new Limit(Resource.CPU, null, MONTH)
        };
        assertThat(assess(ALICE, NOW, limits).standings())
                .extracting(Standing::limit)
                .containsExactly(limits);
    }

    @Test
    void theRequestedServerCountsOnTopOfThoseThatRun() {
        backstage.runPod(ALICE, gib(4), NOW.minus(Duration.ofHours(1)), null);
        backstage.hear(NOW);
        Request request =
                new Request(new TreeMap<>(Map.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(8)))));
        Standing standing = backstage
                .view()
                .assess(ALICE, List.of(memory(5, MONTH)), request, RUNTIME, NOW)
                .standings()
                .getFirst();
        assertThat(standing.plannedRate()).isEqualTo(gib(12).get(Resource.MEMORY));
        assertThat(standing.exhaustedAt()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        assertThat(standing.verdict()).isEqualTo(Verdict.TOO_LITTLE_LEFT);
    }

    /** Names are opaque: nobody is charged for a name that resembles theirs. */
    @ParameterizedTest
    @ValueSource(
            strings = {"bob", "bobby", "a/b", "a", "b", "user-1", "user-10", "O'Neil \"x\"", "å∫ç 🦊", "..", "%2F", " "
            })
    void eachNameIsChargedItsOwnUseAlone(String user) {
        List<String> names = List.of(
                "bob", "bobby", "a/b", "a", "b", "user-1", "user-10", "O'Neil \"x\"", "å∫ç 🦊", "..", "%2F", " ");
        for (int i = 0; i < names.size(); i++) {
            Instant from = NOW.minus(Duration.ofHours(i + 1L));
            backstage.runPod(new AccountId("hub", names.get(i)), gib(1), from, NOW);
        }
        backstage.hear(NOW);
        Assessment assessment = assess(new AccountId("hub", user), NOW, memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(names.indexOf(user) + 1L)));
    }

    @Test
    void theSameNameInAnotherRealmIsAnotherAccount() {
        backstage.runPod(ALICE, gib(1), NOW.minus(Duration.ofHours(1)), NOW);
        backstage.hear(NOW);
        assertThat(used(assess(new AccountId("other", "alice"), NOW, memory(60, MONTH))))
                .isZero();
    }

    @Test
    void everyAccountWithReadingsIsListedOnce() {
        AccountId bob = new AccountId("other", "bob/é");
        backstage.runPod(ALICE, gib(1), NOW.minus(Duration.ofHours(3)), NOW.minus(Duration.ofHours(2)));
        backstage.runPod(ALICE, gib(1), NOW.minus(Duration.ofHours(1)), null);
        backstage.runPod(bob, gib(1), NOW.minus(Duration.ofHours(1)), null);
        backstage.hear(NOW);
        try (Stream<AccountId> accounts = backstage.view().accounts()) {
            assertThat(accounts).containsExactlyInAnyOrder(ALICE, bob);
        }
    }

    @Test
    void nothingIsHeardUntilASourceIs() {
        assertThat(backstage.view().heardAt()).isEmpty();
        assertThat(assess(ALICE, NOW, memory(60, MONTH)).heardAt()).isNull();
    }

    @Test
    void theTimeHeardIsThatOfTheLastHeartbeat() {
        backstage.hear(NOW.minusSeconds(1));
        backstage.hear(NOW);
        assertThat(backstage.view().heardAt()).contains(NOW);
        assertThat(assess(ALICE, NOW.plusSeconds(5), memory(60, MONTH)).heardAt())
                .isEqualTo(NOW);
    }

    @Test
    void whatCannotBeReachedSaysSo() {
        backstage.hear(NOW);
        backstage.cutOff();
        UsageView view = backstage.view();
        assertThatThrownBy(() -> assess(ALICE, NOW, memory(60, MONTH))).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> view.groups(ALICE)).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> {
                    try (Stream<AccountId> accounts = view.accounts()) {
                        accounts.forEach(account -> {});
                    }
                })
                .isInstanceOf(UsageUnavailable.class);
    }

    @Test
    void manyThreadsGetTheSameAnswer() throws Exception {
        backstage.runPod(ALICE, gib(4), NOW.minus(Duration.ofHours(1)), null);
        backstage.hear(NOW);
        Assessment alone = assess(ALICE, NOW, memory(60, MONTH));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Assessment>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> assess(ALICE, NOW, memory(60, MONTH))));
            }
            for (Future<Assessment> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        }
    }

    private Assessment assess(AccountId account, Instant at, Limit... limits) {
        return backstage.view().assess(account, List.of(limits), Request.OF_UNKNOWN_SIZE, RUNTIME, at);
    }

    private static BigInteger used(Assessment assessment) {
        return assessment.standings().getFirst().used();
    }

    private static Quantities gib(long gib) {
        return Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(gib)));
    }

    private static Limit memory(long gibHours, Duration window) {
        return new Limit(Resource.MEMORY, Resource.MEMORY.amountOf(BigDecimal.valueOf(gibHours)), window);
    }

    /** Stands there until a test has started. */
    private static final class Nothing implements Backstage {
        @Override
        public UsageView view() {
            throw new IllegalStateException("not started");
        }

        @Override
        public Policy publishPolicy(int number) {
            throw new IllegalStateException("not started");
        }

        @Override
        public void reportGroups(AccountId account, List<String> groups) {}

        @Override
        public void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until) {}

        @Override
        public void hear(Instant at) {}

        @Override
        public void cutOff() {}

        @Override
        public void close() {}
    }
}
