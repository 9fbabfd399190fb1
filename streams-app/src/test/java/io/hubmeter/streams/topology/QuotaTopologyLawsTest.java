package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.bruteforce.Transition;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.wire.Limits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every crossing and every recovery of every account comes out of the graph exactly, once, when its time is heard. */
class QuotaTopologyLawsTest {
    private static final int MOST_LIMITS = 3;

    @Test
    void everyCrossingIsWrittenOnceWhenTheStalestSourceHasPassedIt() {
        Seeds.check(30, random -> new Run(random).check());
    }

    /** A subject of what is said: one limit of one account. */
    private record Subject(String account, Limit limit) {}

    private static final class Run {
        private final RandomGenerator random;
        private final Scenario scenario;
        private final Map<String, List<Limit>> limits = new TreeMap<>();
        private final boolean twoSources;
        private final TreeSet<Long> clocks = new TreeSet<>();
        private long mainMs = -1;
        private long otherMs;

        Run(RandomGenerator random) {
            this.random = random;
            this.scenario = new Scenario(random, 4, 5);
            this.twoSources = random.nextBoolean();
            scenario.accounts().forEach(account -> limits.put(account, limits(account)));
        }

        private List<Limit> limits(String account) {
            List<Limit> drawn = new ArrayList<>();
            for (int i = 0; i < MOST_LIMITS; i++) {
                long windowMs = scenario.drawn(account).windowMs();
                String resource = RandomPods.RESOURCES.get(random.nextInt(RandomPods.RESOURCES.size()));
                Limit limit = new Limit(
                        new Resource(resource), scenario.amount(account, windowMs), Duration.ofMillis(windowMs));
                if (drawn.stream().noneMatch(limit::hasSameSubjectAs)) {
                    drawn.add(limit);
                }
            }
            return drawn;
        }

        /** Some accounts have limits of their own, some those of a group, some the default. */
        private void publish(DrivenTopology topology) {
            Map<String, List<Limit>> groups = new LinkedHashMap<>();
            Map<AccountId, List<Limit>> users = new LinkedHashMap<>();
            for (String account : scenario.accounts()) {
                List<Limit> own = limits.getOrDefault(account, List.of());
                if (random.nextBoolean()) {
                    users.put(AccountId.parse(account), own);
                } else {
                    groups.put("only " + account, own);
                    topology.account(account, List.of("none", "only " + account), Instant.EPOCH);
                }
            }
            topology.policy(
                    Policy.of("policy.yaml", "a".repeat(64), "", Policy.Rules.DEFAULT, List.of(), groups, users),
                    Instant.EPOCH);
        }

        void check() {
            try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
                publish(topology);
                if (twoSources) {
                    feed(topology, scenario.heartbeat(Scenario.OTHER_SOURCE, 0));
                }
                Map<String, Integer> startedOver = feedInTime(topology);
                List<OverQuotaRecord> said = topology.overQuota();
                assertThat(topology.rejects()).isEmpty();
                limits.forEach((account, own) -> own.forEach(limit -> checkSaid(new Subject(account, limit), said)));
                checkStarts(startedOver, said);
                assertThat(said).allSatisfy(record -> assertThat(limits).containsKey(account(record)));
            }
        }

        /** Feeds each event before any heartbeat later than itself; how often a pod started while a limit was over. */
        private Map<String, Integer> feedInTime(DrivenTopology topology) {
            List<Told> events = new ArrayList<>(scenario.told());
            events.sort(Comparator.comparing(told -> told.observation().observedAt()));
            Map<String, Integer> startedOver = new HashMap<>();
            Set<String> open = new HashSet<>();
            for (long heartbeat : heartbeats()) {
                while (!events.isEmpty() && isDue(events.getFirst(), heartbeat)) {
                    Told told = events.removeFirst();
                    String account = scenario.accountOf(told);
                    if (told.observation().endedAt() == null && open.add(told.uid())) {
                        startedOver.merge(account, overByWords(topology.overQuota(), account), Integer::sum);
                    }
                    feed(topology, scenario.fed(told));
                }
                feed(topology, scenario.heartbeat(Scenario.SOURCE, heartbeat));
                mainMs = heartbeat;
                noteClock();
                if (twoSources && random.nextInt(3) != 0) {
                    otherMs = Math.max(otherMs, random.nextBoolean() ? heartbeat : heartbeat / 2);
                    feed(topology, scenario.heartbeat(Scenario.OTHER_SOURCE, otherMs));
                    noteClock();
                }
            }
            return startedOver;
        }

        private boolean isDue(Told told, long heartbeat) {
            long atMs = told.observation().observedAt().toEpochMilli();
            return atMs < heartbeat || (atMs == heartbeat && random.nextBoolean());
        }

        private List<Long> heartbeats() {
            TreeSet<Long> heartbeats = new TreeSet<>();
            for (String account : scenario.accounts()) {
                for (int i = random.nextInt(8); i > 0; i--) {
                    heartbeats.add(scenario.instant(account)
                            + (random.nextInt(3) == 0 ? scenario.drawn(account).windowMs() : 0));
                }
            }
            heartbeats.add(2 * scenario.lastMs() + 1);
            return List.copyOf(heartbeats);
        }

        private void noteClock() {
            clocks.add(clockMs());
        }

        private long clockMs() {
            return twoSources ? Math.min(mainMs, otherMs) : mainMs;
        }

        private static void feed(DrivenTopology topology, Scenario.Fed fed) {
            topology.pod(fed.key(), fed.record());
        }

        private int overByWords(List<OverQuotaRecord> said, String account) {
            Map<Limit, OverQuotaKind> last = new HashMap<>();
            said.stream()
                    .filter(record -> account(record).equals(account))
                    .forEach(record -> last.put(Limits.limit(record.getLimit()), record.getKind()));
            return Math.toIntExact(last.values().stream()
                    .filter(kind -> kind == OverQuotaKind.EXCEEDED)
                    .count());
        }

        private void checkSaid(Subject subject, List<OverQuotaRecord> said) {
            List<OverQuotaRecord> own = said.stream()
                    .filter(record -> account(record).equals(subject.account())
                            && Limits.limit(record.getLimit()).equals(subject.limit())
                            && record.getCause() != OverQuotaCause.STARTED_WHILE_EXCEEDED)
                    .toList();
            List<Transition> expected = new BruteForce(scenario.pods(subject.account()), subject.account())
                    .transitions(
                            subject.limit().resource().name(),
                            Objects.requireNonNull(subject.limit().amount()),
                            subject.limit().window().toMillis(),
                            clockMs());
            assertThat(own.stream().map(Run::words))
                    .as("said of %s", subject)
                    .containsExactlyElementsOf(
                            expected.stream().map(this::words).toList());
        }

        private static String words(OverQuotaRecord record) {
            boolean up = record.getKind() == OverQuotaKind.EXCEEDED;
            return "%s %s %d, heard %d"
                    .formatted(
                            record.getKind(),
                            record.getCause(),
                            micros(up ? record.getCrossedAt() : record.getRestoredAt()),
                            record.getEvaluatedAt().toEpochMilli());
        }

        private String words(Transition transition) {
            long heardMs = clocks.stream()
                    .filter(transition.at()::isBefore)
                    .findFirst()
                    .orElseThrow();
            return "%s %d, heard %d"
                    .formatted(
                            transition.up() ? "EXCEEDED CROSSED" : "RESTORED WINDOW_MOVED",
                            micros(transition.at()),
                            heardMs);
        }

        private static void checkStarts(Map<String, Integer> startedOver, List<OverQuotaRecord> said) {
            Map<String, Integer> starts = new HashMap<>();
            startedOver.forEach((account, count) -> {
                if (count > 0) {
                    starts.put(account, count);
                }
            });
            Map<String, Integer> found = new HashMap<>();
            said.stream()
                    .filter(record -> record.getCause() == OverQuotaCause.STARTED_WHILE_EXCEEDED)
                    .forEach(record -> found.merge(account(record), 1, Integer::sum));
            assertThat(found).as("pods that started while a limit was over").isEqualTo(starts);
        }

        private static String account(OverQuotaRecord record) {
            return record.getRealm() + '/' + record.getUser();
        }

        private static long micros(@Nullable Instant instant) {
            Instant at = Objects.requireNonNull(instant);
            return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
        }

        /** Milliseconds as microseconds, to the nearest, ties to even. */
        private static long micros(Fraction ms) {
            return new BigDecimal(ms.numerator())
                    .multiply(BigDecimal.valueOf(1_000))
                    .divide(new BigDecimal(ms.denominator()), 0, RoundingMode.HALF_EVEN)
                    .longValueExact();
        }
    }
}
