package io.hubmeter.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Another policy comes into force while a thousand accounts have servers that run. */
class PolicyChangeIT {
    private static final int ACCOUNTS = 1_000;
    private static final String TERM = "term";
    private static final String SOURCE = "kubernetes/term";
    private static final Duration WINDOW = Duration.ofDays(30);
    private static final Duration LONGEST_RUN = Duration.ofHours(20);
    private static final int LARGEST_GIB = 8;
    private static final long SEED = 22;

    private final Stage stage = Stage.shared();
    private final List<Server> servers = new ArrayList<>();
    private List<String> saidBefore = List.of();

    private static String policy(int gibHours, String comment) {
        return """
                # %s
                grace: 5m
                window: 30d
                warnings: []
                default:
                  limits: [%d GiB-hours]
                """.formatted(comment, gibHours);
    }

    @Test
    void everyAccountIsExceededOrRestoredAsTheNewLimitSaysAndOnce() {
        Random random = new Random(SEED);
        Instant now = stage.begin(Duration.ofDays(2)).plus(LONGEST_RUN);
        stage.publish(policy(100, "first"), now.minus(LONGEST_RUN));
        for (int i = 0; i < ACCOUNTS; i++) {
            servers.add(new Server(
                    new AccountId(TERM, "user-%04d".formatted(i)),
                    TERM,
                    "",
                    1 + random.nextInt(LARGEST_GIB),
                    now.minusMillis(1 + random.nextLong(LONGEST_RUN.toMillis()))));
        }
        servers.forEach(server -> stage.started(SOURCE, server));
        stage.heard(SOURCE, TERM, now);
        assertSaid(OverQuotaKind.EXCEEDED, OverQuotaCause.CROSSED, over(100, now), server -> crossing(server, 100));

        stage.publish(policy(40, "lower"), now);
        Set<String> lowered = new TreeSet<>(over(40, now));
        lowered.removeAll(over(100, now));
        assertThat(lowered).as("accounts between the limits, seed %d", SEED).hasSizeGreaterThan(100);
        assertSaid(OverQuotaKind.EXCEEDED, OverQuotaCause.POLICY_CHANGED, lowered, server -> now);
        assertThat(stage.partitionsWith(Topics.OVER_QUOTA, OverQuotaRecord.class, PolicyChangeIT::isOurs))
                .as("partitions")
                .isEqualTo(4);

        stage.publish(policy(40, "lower"), now);
        assertNothingSaid();
        stage.publish(policy(40, "the same limits in another file"), now);
        assertNothingSaid();

        stage.publish(policy(100, "first"), now);
        assertSaid(OverQuotaKind.RESTORED, OverQuotaCause.POLICY_CHANGED, lowered, server -> now);

        stage.publish(policy(150, "higher"), now);
        Set<String> raised = new TreeSet<>(over(100, now));
        raised.removeAll(over(150, now));
        assertThat(raised).as("accounts between the limits, seed %d", SEED).isNotEmpty();
        assertSaid(OverQuotaKind.RESTORED, OverQuotaCause.POLICY_CHANGED, raised, server -> now);

        // Whoever was restored is watched on: all that run on are told when they cross, each once.
        Instant later = now.plus(Duration.ofDays(10));
        stage.heard(SOURCE, TERM, later);
        Set<String> crossed = new TreeSet<>(over(150, later));
        crossed.removeAll(over(150, now));
        assertSaid(OverQuotaKind.EXCEEDED, OverQuotaCause.CROSSED, crossed, server -> crossing(server, 150));
    }

    /** The accounts over a limit at an instant, by brute force. */
    private Set<String> over(int gibHours, Instant at) {
        BigInteger limit = Amounts.gibHours(gibHours);
        return servers.stream()
                .filter(server -> new BruteForce(List.of(server.running()), name(server))
                                .usage(Resource.MEMORY.name(), WINDOW.toMillis(), at.toEpochMilli())
                                .compareTo(limit)
                        >= 0)
                .map(PolicyChangeIT::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** When a server that runs on reaches a limit, to the nearest microsecond. */
    private static Instant crossing(Server server, int gibHours) {
        BigDecimal micros = new BigDecimal(Amounts.gibHours(gibHours).multiply(BigInteger.valueOf(1_000)))
                .divide(new BigDecimal(server.rate()), 0, RoundingMode.HALF_EVEN);
        return server.startsAt().plus(micros.longValueExact(), ChronoUnit.MICROS);
    }

    /** Since this was last asked exactly this was said of exactly these accounts, of each once. */
    private void assertSaid(
            OverQuotaKind kind, OverQuotaCause cause, Set<String> accounts, Function<Server, Instant> happenedAt) {
        List<String> all = stage.read(Topics.OVER_QUOTA, OverQuotaRecord.class, PolicyChangeIT::isOurs).stream()
                .map(PolicyChangeIT::line)
                .toList();
        List<String> fresh = new ArrayList<>(all);
        saidBefore.forEach(fresh::remove);
        saidBefore = all;
        assertThat(fresh)
                .as("seed %d", SEED)
                .containsExactlyInAnyOrderElementsOf(servers.stream()
                        .filter(server -> accounts.contains(name(server)))
                        .map(server -> line(kind, cause, name(server), happenedAt.apply(server)))
                        .toList());
    }

    private void assertNothingSaid() {
        assertSaid(OverQuotaKind.EXCEEDED, OverQuotaCause.POLICY_CHANGED, Set.of(), Server::startsAt);
    }

    private static boolean isOurs(OverQuotaRecord record) {
        return record.getRealm().equals(TERM);
    }

    private static String name(Server server) {
        return server.account().toString();
    }

    private static String line(OverQuotaRecord record) {
        Instant restoredAt = record.getRestoredAt();
        return line(
                record.getKind(),
                record.getCause(),
                record.getRealm() + "/" + record.getUser(),
                restoredAt == null ? record.getCrossedAt() : restoredAt);
    }

    private static String line(OverQuotaKind kind, OverQuotaCause cause, String account, Instant at) {
        return "%s %s %s %s".formatted(kind, cause, account, at);
    }
}
