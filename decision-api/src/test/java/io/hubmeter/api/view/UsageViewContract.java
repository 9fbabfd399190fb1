package io.hubmeter.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link UsageView} does; a test of an implementation extends this and says how to fill it. */
public abstract class UsageViewContract {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration RUNTIME = Duration.ofMinutes(10);
    private static final Duration ROWS_BOUND = Duration.ofSeconds(20);

    private Backstage backstage = new Nothing();
    private Instant now = Instant.EPOCH;
    private AccountId alice = new AccountId("none", "alice");

    /**
     * What a test makes happen behind the view. Each method returns when the view can see it.
     *
     * <p>Several backstages may share one platform: each then has realms of its own, and a later time than those before, as
     * the time heard never goes back.
     */
    public interface Backstage extends AutoCloseable {
        /** The view under test. */
        UsageView view();

        /** What the view said before anything had happened behind it. */
        AtFirst atFirst();

        /** The instant that the test takes for now; nothing later than a day after it was ever told. */
        Instant now();

        /** A realm of this backstage's own, the same for the same name. */
        String realm(String name);

        /** Publishes a policy; each number makes another one, which no other backstage publishes. */
        Policy publishPolicy(int number);

        /** Has the hub report an account's groups. */
        void reportGroups(AccountId account, List<String> groups);

        /** Runs a pod; {@code until} is null while it runs. */
        void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until);

        /** Has a culler tell what it did; where nothing new is kept of it, that need not be waited for. */
        void stop(Stop stop);

        /** Has a decision recorded, likewise. */
        void decide(PastDecision decision);

        /** Hears every source, in every partition, at an instant. */
        void hear(Instant at);

        /** Makes everything unreachable. */
        void cutOff();

        @Override
        void close();
    }

    /** What a view says before anything has happened. */
    public record AtFirst(Optional<Policy> policy, Optional<Instant> heardAt) {
        /** Asks a view. */
        public static AtFirst of(UsageView view) {
            return new AtFirst(view.policy(), view.heardAt());
        }
    }

    /** A view that knows nothing yet of the realms of its backstage. */
    protected abstract Backstage start();

    @BeforeEach
    void startView() {
        backstage = start();
        now = backstage.now();
        alice = account("hub", "alice");
    }

    @AfterEach
    void closeView() {
        backstage.close();
    }

    @Test
    void thereIsNoPolicyUntilOneIsPublished() {
        assertThat(backstage.atFirst().policy()).isEmpty();
    }

    @Test
    void thePolicyPublishedLastIsInForce() {
        backstage.publishPolicy(1);
        Policy second = backstage.publishPolicy(2);
        assertThat(backstage.view().policy().map(Policy::hash)).contains(second.hash());
    }

    @Test
    void anAccountThatNobodyReportedIsInNoGroup() {
        assertThat(backstage.view().groups(alice)).isEmpty();
    }

    @Test
    void groupsAreThoseReportedLast() {
        backstage.reportGroups(alice, List.of("regular", "power"));
        backstage.reportGroups(alice, List.of("gpu-dev"));
        assertThat(backstage.view().groups(alice)).containsExactly("gpu-dev");
    }

    @Test
    void anAccountThatWasNeverSeenHasUsedNothing() {
        backstage.hear(now);
        Assessment assessment = assess(alice, now, memory(60, MONTH));
        assertThat(assessment.account()).isEqualTo(alice);
        assertThat(assessment.at()).isEqualTo(now);
        assertThat(assessment.rates()).isEqualTo(Quantities.ZERO);
        assertThat(assessment.openPods()).isZero();
        assertThat(used(assessment)).isZero();
        assertThat(assessment.standings().getFirst().verdict()).isEqualTo(Verdict.ALLOWS);
    }

    @Test
    void anIdleServerIsChargedUntilItEnds() {
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(10)), now.minus(Duration.ofHours(5)));
        backstage.hear(now);
        Assessment assessment = assess(alice, now, memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(20)));
        assertThat(assessment.openPods()).isZero();
    }

    @Test
    void aRunningServerIsChargedUpToTheMillisecondOfAsking() {
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        Assessment assessment = assess(alice, now.plusMillis(1), memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(gib(4).times(3_600_001).get(Resource.MEMORY));
        assertThat(assessment.rates()).isEqualTo(gib(4));
        assertThat(assessment.openPods()).isEqualTo(1);
    }

    @Test
    void whatHappensLaterThanTheInstantAskedForIsLeftOut() {
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        Assessment assessment = assess(alice, now.minus(Duration.ofHours(2)), memory(60, MONTH));
        assertThat(used(assessment)).isZero();
        assertThat(assessment.openPods()).isZero();
    }

    @Test
    void useLeavesTheWindowAtItsLeftEdge() {
        backstage.runPod(alice, gib(1), now.minus(Duration.ofHours(10)), now);
        backstage.hear(now);
        Assessment assessment = assess(alice, now, memory(60, Duration.ofHours(3)), memory(60, MONTH));
        assertThat(assessment.standings())
                .extracting(Standing::used)
                .containsExactly(
                        Resource.MEMORY.amountOf(BigDecimal.valueOf(3)),
                        Resource.MEMORY.amountOf(BigDecimal.valueOf(10)));
    }

    @Test
    void standingsComeInTheOrderOfTheLimits() {
        backstage.hear(now);
        Limit[] limits = {
            memory(60, MONTH),
            new Limit(Resource.GPU, BigInteger.ZERO, MONTH),
            memory(5, Duration.ofDays(1)),
            new Limit(Resource.CPU, null, MONTH)
        };
        assertThat(assess(alice, now, limits).standings())
                .extracting(Standing::limit)
                .containsExactly(limits);
    }

    @Test
    void theRequestedServerCountsOnTopOfThoseThatRun() {
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        Request request =
                new Request(new TreeMap<>(Map.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(8)))));
        Standing standing = backstage
                .view()
                .assess(alice, Entitlement.ofEverybody(List.of(memory(5, MONTH))), request, RUNTIME, now)
                .standings()
                .getFirst();
        assertThat(standing.plannedRate()).isEqualTo(gib(12).get(Resource.MEMORY));
        assertThat(standing.exhaustedAt()).isEqualTo(now.plus(Duration.ofMinutes(5)));
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
            Instant from = now.minus(Duration.ofHours(i + 1L));
            backstage.runPod(account("hub", names.get(i)), gib(1), from, now);
        }
        backstage.hear(now);
        Assessment assessment = assess(account("hub", user), now, memory(60, MONTH));
        assertThat(used(assessment)).isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(names.indexOf(user) + 1L)));
    }

    @Test
    void theSameNameInAnotherRealmIsAnotherAccount() {
        backstage.runPod(alice, gib(1), now.minus(Duration.ofHours(1)), now);
        backstage.hear(now);
        assertThat(used(assess(account("other", "alice"), now, memory(60, MONTH))))
                .isZero();
    }

    @Test
    void everyAccountWithReadingsIsListedOnce() {
        AccountId bob = account("other", "bob/é");
        backstage.runPod(alice, gib(1), now.minus(Duration.ofHours(3)), now.minus(Duration.ofHours(2)));
        backstage.runPod(alice, gib(1), now.minus(Duration.ofHours(1)), null);
        backstage.runPod(bob, gib(1), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        try (Stream<AccountId> accounts = backstage.view().accounts()) {
            assertThat(accounts.filter(this::isOurs)).containsExactlyInAnyOrder(alice, bob);
        }
    }

    @Test
    void rowsSayWhatWasUsedInEachHourThatSomethingRan() {
        Instant hour = Period.HOUR.startOf(now).minus(Duration.ofHours(4));
        backstage.runPod(alice, gib(4), hour.plusSeconds(1_800), hour.plusSeconds(5_400));
        backstage.runPod(alice, gib(2), hour.plusSeconds(10_800), hour.plusSeconds(10_801));
        backstage.hear(now);
        List<UsageRow> rows = rows(new RowQuery(Period.HOUR, hour.minusSeconds(7_200), now, alice, null), 3);
        assertThat(rows)
                .extracting(UsageRow::start)
                .containsExactly(hour, hour.plusSeconds(3_600), hour.plusSeconds(10_800));
        assertThat(rows)
                .extracting(UsageRow::amounts)
                .containsExactly(gib(4).times(1_800_000), gib(4).times(1_800_000), gib(2).times(1_000));
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.account()).isEqualTo(alice);
            assertThat(row.isComplete()).isTrue();
            assertThat(row.countedUntil()).isEqualTo(row.end());
        });
    }

    @Test
    void rowsAreThoseThatBeginInTheTimeAskedFor() {
        Instant hour = Period.HOUR.startOf(now).minus(Duration.ofHours(4));
        backstage.runPod(alice, gib(1), hour, hour.plusSeconds(10_800));
        backstage.hear(now);
        assertThat(rows(
                        new RowQuery(
                                Period.HOUR,
                                hour.plusMillis(1),
                                hour.plusSeconds(7_200),
                                alice,
                                backstage.realm("hub")),
                        1))
                .extracting(UsageRow::start)
                .containsExactly(hour.plusSeconds(3_600));
    }

    @Test
    void theRowsOfAnAccountComeTogetherInTheOrderOfTime() {
        AccountId bob = account("hub", "bob \"é\"\n🦊");
        AccountId elsewhere = account("other", "bob");
        Instant hour = Period.HOUR.startOf(now).minus(Duration.ofHours(5));
        backstage.runPod(bob, gib(1), hour, hour.plusSeconds(14_400));
        backstage.runPod(alice, gib(2), hour.plusSeconds(60), hour.plusSeconds(10_800));
        backstage.runPod(elsewhere, gib(2), hour, hour.plusSeconds(3_600));
        backstage.hear(now);
        List<UsageRow> rows = rows(new RowQuery(Period.HOUR, hour, now, null, backstage.realm("hub")), 7);
        assertThat(rows).extracting(UsageRow::account).containsOnly(alice, bob).hasSize(7);
        for (int i = 1; i < rows.size(); i++) {
            UsageRow before = rows.get(i - 1);
            if (before.account().equals(rows.get(i).account())) {
                assertThat(rows.get(i).start()).isAfter(before.start());
            } else {
                assertThat(rows.subList(i, rows.size()))
                        .extracting(UsageRow::account)
                        .doesNotContain(before.account());
            }
        }
    }

    @Test
    void rowsOfDaysAddUpToThoseOfHours() {
        backstage.reportGroups(alice, List.of("regular", "dev"));
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(30)), now.minus(Duration.ofHours(1)));
        backstage.hear(now);
        Instant from = Period.DAY.startOf(now.minus(Duration.ofHours(30)));
        Quantities used = gib(4).times(Duration.ofHours(29).toMillis());
        for (Period period : Period.values()) {
            RowQuery query = new RowQuery(period, from, now, alice, null);
            List<UsageRow> rows = Awaitility.await()
                    .atMost(ROWS_BOUND)
                    .until(
                            () -> rows(query),
                            read -> read.stream()
                                    .map(UsageRow::amounts)
                                    .reduce(Quantities.ZERO, Quantities::plus)
                                    .equals(used));
            assertThat(rows).extracting(UsageRow::period).containsOnly(period);
            assertThat(rows).extracting(UsageRow::groups).containsOnly(List.of("dev", "regular"));
        }
    }

    /** Rows are written behind the time heard, so they are waited for. */
    private List<UsageRow> rows(RowQuery query, int count) {
        return Awaitility.await().atMost(ROWS_BOUND).until(() -> rows(query), rows -> rows.size() >= count);
    }

    private List<UsageRow> rows(RowQuery query) {
        List<UsageRow> rows = new ArrayList<>();
        try (Stream<UsageRow> read = backstage.view().rows(query)) {
            read.forEach(rows::add);
        }
        return rows;
    }

    /** Asking for all at once tells what asking one after the other does. */
    @Test
    void oneInquiryTellsWhatItsPartsDo() {
        Policy policy = backstage.publishPolicy(7);
        backstage.reportGroups(alice, List.of("power"));
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(2)), null);
        backstage.hear(now);
        Request request = new Request(new TreeMap<>(Map.of(Resource.CPU, BigInteger.valueOf(1_000_000))));
        for (List<String> groups : Arrays.asList(null, List.of("regular"), List.<String>of())) {
            for (boolean whole : List.of(false, true)) {
                for (Duration runtime : Arrays.asList(null, Duration.ofMillis(1), Duration.ofDays(1))) {
                    Inquiry inquiry = new Inquiry(alice, groups, request, whole, runtime, now);
                    Finding expected = inquiry.finding(
                            policy,
                            () -> backstage.view().groups(alice),
                            () -> backstage.view().grants(alice),
                            (entitlement, asked, least) ->
                                    backstage.view().assess(alice, entitlement, asked, least, now));
                    assertThat(backstage.view().find(inquiry))
                            .as(inquiry.toString())
                            .isEqualTo(expected);
                    assertThat(expected.policyHash()).isEqualTo(policy.hash());
                }
            }
        }
    }

    @Test
    void historyHasWhatIsInForceBetweenTwoInstants() {
        Instant first = now.minusSeconds(1_000);
        backstage.runPod(alice, gib(1), first, first.plusSeconds(10));
        backstage.runPod(alice, gib(2), first.plusSeconds(20), null);
        backstage.hear(now);
        assertThat(history(first.plusSeconds(5), now, 3))
                .extracting(Reading::at)
                .containsExactly(first, first.plusSeconds(10), first.plusSeconds(20));
        assertThat(history(first, first.plusSeconds(20), 3))
                .extracting(Reading::at)
                .containsExactly(first, first.plusSeconds(10));
        assertThat(history(first.minusSeconds(5), first, 3)).isEmpty();
        Reading last = history(first.plusSeconds(30), now, 1).getFirst();
        assertThat(last.totals()).isEqualTo(gib(1).times(10_000));
        assertThat(last.ratesAfter()).isEqualTo(gib(2));
        assertThat(last.openPods()).isEqualTo(1);
    }

    @Test
    void aHistoryThatIsTooLongIsRefusedNotCut() {
        backstage.runPod(alice, gib(1), now.minusSeconds(100), now.minusSeconds(90));
        backstage.runPod(alice, gib(1), now.minusSeconds(80), now.minusSeconds(70));
        backstage.hear(now);
        assertThat(history(now.minusSeconds(200), now, 4)).hasSize(4);
        assertThatThrownBy(() -> history(now.minusSeconds(200), now, 3))
                .isInstanceOf(TooManyReadings.class)
                .hasMessage("readings: found more than 3, expected at most 3; ask for a shorter time");
    }

    @Test
    void nobodyHasAHistoryOrGrantsBeforeAnythingHappened() {
        backstage.hear(now);
        assertThat(history(now.minusSeconds(200), now, 1)).isEmpty();
        assertThat(backstage.view().grants(alice)).isEmpty();
    }

    @Test
    void serversAreThoseThatHeldSomethingInTheTimeTheNewestFirst() {
        Instant first = now.minusSeconds(1_000);
        backstage.runPod(alice, gib(1), first, first.plusSeconds(10));
        backstage.runPod(alice, gib(2), first.plusSeconds(20), null);
        backstage.runPod(alice, gib(4), first.plusSeconds(15), first.plusSeconds(40));
        backstage.hear(now);
        List<HeldServer> servers = backstage.view().servers(alice, first.plusSeconds(5), first.plusSeconds(50), 3);
        assertThat(servers)
                .extracting(HeldServer::start)
                .containsExactly(first.plusSeconds(20), first.plusSeconds(15), first);
        assertThat(servers)
                .extracting(HeldServer::end)
                .containsExactly(null, first.plusSeconds(40), first.plusSeconds(10));
        assertThat(servers)
                .extracting(HeldServer::used)
                .containsExactly(gib(2).times(30_000), gib(4).times(25_000), gib(1).times(5_000));
        assertThat(servers)
                .extracting(server -> server.rates().getLast().rates())
                .containsExactly(gib(2), gib(4), gib(1));
        assertThat(servers).extracting(HeldServer::uid).doesNotHaveDuplicates();
        assertThat(servers).noneMatch(HeldServer::isEndEstimated);
    }

    @Test
    void intervalsOfServersAreHalfOpen() {
        Instant first = now.minusSeconds(1_000);
        backstage.runPod(alice, gib(1), first, first.plusSeconds(10));
        backstage.hear(now);
        assertThat(backstage.view().servers(alice, first.minusSeconds(5), first, 1))
                .isEmpty();
        assertThat(backstage.view().servers(alice, first.plusSeconds(10), now, 1))
                .isEmpty();
        assertThat(backstage.view().servers(alice, first.minusSeconds(5), first.plusMillis(1), 1))
                .hasSize(1);
        assertThat(backstage.view().servers(alice, first.plusSeconds(10).minusMillis(1), now, 1))
                .hasSize(1);
    }

    @Test
    void ofManyServersTheNewestAreTold() {
        for (int i = 0; i < 4; i++) {
            Instant start = now.minusSeconds(100 - i);
            backstage.runPod(alice, gib(1), start, i == 1 ? null : start.plusSeconds(20));
        }
        backstage.hear(now);
        assertThat(backstage.view().servers(alice, now.minusSeconds(200), now, 3))
                .extracting(HeldServer::start)
                .containsExactly(now.minusSeconds(97), now.minusSeconds(98), now.minusSeconds(99));
    }

    @Test
    void theNewestTwentyStopsAreToldEachOnce() {
        for (int i : new int[] {3, 1, 2, 3}) {
            backstage.stop(stop(alice, i, Stop.Outcome.SPARED));
        }
        backstage.stop(stop(alice, 3, Stop.Outcome.STOPPED));
        assertThat(backstage.view().stops(alice)).hasSize(4);
        for (int i = 4; i <= 25; i++) {
            backstage.stop(stop(alice, i, Stop.Outcome.FAILED));
        }
        assertThat(backstage.view().stops(alice))
                .containsExactlyElementsOf(IntStream.iterate(25, i -> i - 1)
                        .limit(20)
                        .mapToObj(i -> stop(alice, i, Stop.Outcome.FAILED))
                        .toList());
    }

    @Test
    void theNewestTwentyDecisionsAreToldEachOnce() {
        for (int i : new int[] {3, 1, 2, 3}) {
            backstage.decide(decision(alice, i));
        }
        assertThat(backstage.view().decisions(alice))
                .containsExactly(decision(alice, 3), decision(alice, 2), decision(alice, 1));
        for (int i = 4; i <= 25; i++) {
            backstage.decide(decision(alice, i));
        }
        assertThat(backstage.view().decisions(alice))
                .containsExactlyElementsOf(IntStream.iterate(25, i -> i - 1)
                        .limit(20)
                        .mapToObj(i -> decision(alice, i))
                        .toList());
    }

    /** Names are opaque: nobody is shown what happened to somebody whose name resembles theirs. */
    @Test
    void eachNameIsToldWhatHappenedToItAlone() {
        List<AccountId> accounts = Stream.of(
                        "bob", "bobby", "a/b", "a", "b", "bob\0", "O'Neil \"x\"", "å∫ç 🦊", "..", "%2F", " ")
                .map(name -> account("hub", name))
                .toList();
        for (int i = 0; i < accounts.size(); i++) {
            backstage.stop(stop(accounts.get(i), i, Stop.Outcome.STOPPED));
            backstage.decide(decision(accounts.get(i), i));
            backstage.runPod(accounts.get(i), gib(1), now.minusSeconds(100 + i), i % 2 == 0 ? null : now);
        }
        backstage.hear(now);
        for (int i = 0; i < accounts.size(); i++) {
            AccountId account = accounts.get(i);
            assertThat(backstage.view().stops(account)).containsExactly(stop(account, i, Stop.Outcome.STOPPED));
            assertThat(backstage.view().decisions(account)).containsExactly(decision(account, i));
            assertThat(backstage.view().servers(account, Instant.EPOCH, now, 10))
                    .extracting(HeldServer::start)
                    .containsExactly(now.minusSeconds(100 + i));
        }
    }

    @Test
    void nothingHappenedToWhomNobodyKnows() {
        backstage.hear(now);
        assertThat(backstage.view().servers(alice, Instant.EPOCH, now, 1)).isEmpty();
        assertThat(backstage.view().stops(alice)).isEmpty();
        assertThat(backstage.view().decisions(alice)).isEmpty();
    }

    private Stop stop(AccountId account, int minute, Stop.Outcome outcome) {
        Instant at = now.minusSeconds(10_000).plusSeconds(60L * minute);
        return new Stop(
                account,
                minute % 2 == 0 ? null : "hub",
                "lab",
                minute % 3 == 0 ? null : "dask",
                "uid",
                minute % 4 == 0 ? null : "ns",
                "pod",
                outcome,
                memory(60, MONTH),
                "group regular",
                at.minusSeconds(600).plusNanos(123_000),
                minute % 5 == 0 ? null : at.minusSeconds(1),
                at,
                "because\n\"" + minute + '"',
                "hash",
                "culler");
    }

    private PastDecision decision(AccountId account, int minute) {
        Instant at = now.minusSeconds(10_000).plusSeconds(60L * minute);
        PastDecision.Outcome[] outcomes = PastDecision.Outcome.values();
        return new PastDecision(
                account,
                "id-" + account.realm() + minute,
                at,
                minute % 2 == 0 ? null : "hub",
                "",
                gib(minute),
                outcomes[minute % outcomes.length],
                minute % 3 == 0 ? null : minute % 3 == 1,
                "You may \u202E not.",
                minute % 2 == 0 ? List.of() : List.of("memory:used-up", "stale"),
                minute % 5 == 0 ? null : at.plusSeconds(1),
                minute % 7 == 0 ? null : "hash");
    }

    private List<Reading> history(Instant from, Instant to, int most) {
        return backstage.view().history(alice, from, to, most);
    }

    @Test
    void nothingIsHeardUntilASourceIs() {
        assertThat(backstage.atFirst().heardAt()).isEmpty();
        assertThat(assess(alice, now, memory(60, MONTH)).heardAt()).isNull();
    }

    @Test
    void theTimeHeardIsThatOfTheLastHeartbeat() {
        backstage.hear(now.minusSeconds(1));
        backstage.hear(now);
        assertThat(backstage.view().heardAt()).contains(now);
        assertThat(assess(alice, now.plusSeconds(5), memory(60, MONTH)).heardAt())
                .isEqualTo(now);
    }

    @Test
    void whatCannotBeReachedSaysSo() {
        backstage.hear(now);
        backstage.cutOff();
        UsageView view = backstage.view();
        assertThatThrownBy(() -> assess(alice, now, memory(60, MONTH))).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> view.groups(alice)).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> history(now.minusSeconds(1), now, 1)).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> view.servers(alice, now.minusSeconds(1), now, 1))
                .isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> view.stops(alice)).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> view.decisions(alice)).isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> rows(new RowQuery(Period.HOUR, now.minusSeconds(1), now, alice, null)))
                .isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> rows(new RowQuery(Period.DAY, now.minusSeconds(1), now, null, null)))
                .isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> {
                    try (Stream<AccountId> accounts = view.accounts()) {
                        accounts.forEach(account -> {});
                    }
                })
                .isInstanceOf(UsageUnavailable.class);
        assertThatThrownBy(() -> standings(now, null)).isInstanceOf(UsageUnavailable.class);
    }

    @Test
    void manyThreadsGetTheSameAnswer() throws Exception {
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        Assessment alone = assess(alice, now, memory(60, MONTH));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Assessment>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> assess(alice, now, memory(60, MONTH))));
            }
            for (Future<Assessment> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        }
    }

    private AccountId account(String realm, String user) {
        return new AccountId(backstage.realm(realm), user);
    }

    private boolean isOurs(AccountId account) {
        return List.of(backstage.realm("hub"), backstage.realm("other")).contains(account.realm());
    }

    /** A policy with limits and prices; each number makes another one. */
    public static Policy policy(String hash, int number) {
        return Policy.of(
                "policy.yaml",
                hash,
                "# policy " + number + "\n",
                Policy.Rules.DEFAULT.priced(
                        new Prices("EUR", new TreeMap<>(Map.of(Resource.MEMORY, new BigDecimal("0.005"))))),
                List.of(memory(6, MONTH)),
                Map.of("regular", List.of(memory(60, MONTH), memory(20, Duration.ofDays(7)))),
                Map.of());
    }

    /** Beside the stores it is worked out by other code than where each account is asked for. */
    @Test
    void oneLookTellsOfEveryAccountWhatAskingForEachDoes() {
        AccountId bob = account("other", "bob/é");
        Policy policy = backstage.publishPolicy(1);
        backstage.reportGroups(alice, List.of("regular", "power"));
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(3)), null);
        backstage.runPod(bob, gib(1), now.minus(Duration.ofHours(9)), now.minus(Duration.ofHours(2)));
        backstage.hear(now);
        UsageView view = backstage.view();
        List<AccountStanding> found = standings(now.minus(Duration.ofHours(5)), null);
        assertThat(found).extracting(AccountStanding::account).containsExactlyInAnyOrder(alice, bob);
        for (AccountStanding standing : found) {
            AccountId account = standing.account();
            Entitlement entitlement =
                    Entitlement.of(policy, account, view.groups(account), new Grants(view.grants(account)), now);
            assertThat(standing.groups()).isEqualTo(view.groups(account));
            assertThat(standing.assessment())
                    .isEqualTo(view.assess(account, entitlement, Request.OF_UNKNOWN_SIZE, RUNTIME, now));
            assertThat(standing.assessment().standings()).hasSize(account.equals(alice) ? 2 : 1);
            // Alice 3 h of 4 GiB, Bob 3 h of his 7 with 1 GiB.
            assertThat(standing.used())
                    .isEqualTo(gib(account.equals(alice) ? 4 : 1)
                            .times(Duration.ofHours(3).toMillis()));
        }
    }

    @Test
    void aLookAtOneRealmTellsOfNobodyElse() {
        AccountId bob = account("other", "bob");
        backstage.runPod(alice, gib(4), now.minus(Duration.ofHours(3)), null);
        backstage.runPod(bob, gib(1), now.minus(Duration.ofHours(1)), null);
        backstage.hear(now);
        try (Stream<AccountStanding> standings =
                backstage.view().standings(new StandingsQuery(now, now, bob.realm()))) {
            assertThat(standings.map(AccountStanding::account)).containsExactly(bob);
        }
    }

    private List<AccountStanding> standings(Instant since, @Nullable String realm) {
        List<AccountStanding> found = new ArrayList<>();
        try (Stream<AccountStanding> standings = backstage.view().standings(new StandingsQuery(now, since, realm))) {
            standings.filter(standing -> isOurs(standing.account())).forEach(found::add);
        }
        return found;
    }

    private Assessment assess(AccountId account, Instant at, Limit... limits) {
        return backstage
                .view()
                .assess(account, Entitlement.ofEverybody(List.of(limits)), Request.OF_UNKNOWN_SIZE, RUNTIME, at);
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
        public AtFirst atFirst() {
            throw new IllegalStateException("not started");
        }

        @Override
        public Instant now() {
            throw new IllegalStateException("not started");
        }

        @Override
        public String realm(String name) {
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
        public void stop(Stop stop) {
            throw new IllegalStateException("not started");
        }

        @Override
        public void decide(PastDecision decision) {
            throw new IllegalStateException("not started");
        }

        @Override
        public void hear(Instant at) {}

        @Override
        public void cutOff() {}

        @Override
        public void close() {}
    }
}
