package io.hubmeter.wire.json;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws values of the domain, those at the edges among them. */
public final class RandomDomain {
    private static final List<String> ODD_NAMES =
            List.of("a/b", "..", "%2F", " ", "å∫ç 🦊", "O'Neil \"x\"", "tab\tnul\0", "~1/~0", "{}", "line\nline");
    private static final List<String> RESOURCES =
            List.of("cpu", "memory", "gpu", "nvidia.com/mig-1g", "a~b_c".replace('~', '-'));

    private static final BigInteger MOST_IN_A_RECORD = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    private final RandomGenerator random;

    /** Values drawn from that source. */
    public RandomDomain(RandomGenerator random) {
        this.random = random;
    }

    AssessmentQuery query() {
        return new AssessmentQuery(
                account(), new Entitlement(list(6, this::entitled)), request(), duration(0), instant());
    }

    Assessment assessment() {
        return new Assessment(
                account(),
                instant(),
                orNull(this::instant),
                list(6, this::standing),
                orNull(this::instant),
                quantities(),
                random.nextInt(0, Integer.MAX_VALUE));
    }

    private Standing standing() {
        Standing.Verdict[] verdicts = Standing.Verdict.values();
        return new Standing(
                entitled(),
                exact(),
                exact(),
                exact(),
                verdicts[random.nextInt(verdicts.length)],
                orNull(this::instant),
                orNull(this::instant));
    }

    private Entitled entitled() {
        return new Entitled(limit(), name(), random.nextBoolean(), list(3, () -> new LimitChange(instant(), exact())));
    }

    /** A policy with some of everything. */
    public Policy policy() {
        Map<String, Hub> hubs = new LinkedHashMap<>();
        Map<String, List<Rule>> groups = new LinkedHashMap<>();
        Map<AccountId, List<Rule>> users = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            hubs.put(name(), hub());
            groups.put(name(), rules());
            users.put(account(), rules());
        }
        Combination[] combinations = Combination.values();
        Policy.Rules rules = new Policy.Rules(
                combinations[random.nextInt(combinations.length)],
                duration(0),
                duration(0),
                duration(0),
                random.nextBoolean(),
                unknownIs(),
                warnings(),
                orNull(this::name),
                prices());
        return new Policy(name(), name(), "# text\n" + name(), rules, hubs, rules(), groups, users);
    }

    /** A row of usage. */
    UsageRow row() {
        Period period = random.nextBoolean() ? Period.HOUR : Period.DAY;
        List<String> groups = List.copyOf(new TreeSet<>(list(4, this::name)));
        return new UsageRow(
                account(),
                period,
                instant(),
                instant(),
                quantities(),
                groups,
                groups.isEmpty() ? null : groups.get(random.nextInt(groups.size())),
                orNull(() -> new Cost(new BigDecimal(exact(), Cost.DECIMALS), random.nextBoolean() ? "EUR" : "XXX")),
                random.nextInt(0, Integer.MAX_VALUE),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private Hub hub() {
        return new Hub(orNull(this::name), random.nextBoolean(), orNull(this::unknownIs), orNull(this::name));
    }

    private UnknownIs unknownIs() {
        return random.nextBoolean() ? UnknownIs.PERMIT : UnknownIs.DENY;
    }

    private List<Integer> warnings() {
        return random.ints(random.nextInt(5), 1, 100)
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    private Prices prices() {
        TreeMap<Resource, BigDecimal> prices = new TreeMap<>();
        rates().forEach((resource, amount) -> prices.put(resource, new BigDecimal(amount, random.nextInt(50))));
        return prices.isEmpty() ? Prices.NONE : new Prices(random.nextBoolean() ? "EUR" : "JPY", prices);
    }

    private List<Rule> rules() {
        return list(4, () -> new Rule(new TreeSet<>(list(4, this::name)), random.nextBoolean(), limits()));
    }

    Reading reading() {
        return new Reading(
                instant(),
                quantities(),
                quantities(),
                quantities(),
                random.nextInt(0, Integer.MAX_VALUE),
                random.nextLong(0, Long.MAX_VALUE),
                random.nextInt(0, Integer.MAX_VALUE),
                random.nextBoolean());
    }

    Grant grant() {
        Grant.Kind[] kinds = Grant.Kind.values();
        Grant.Kind kind = kinds[random.nextInt(kinds.length)];
        BigInteger amount =
                exact().add(BigInteger.ONE).min(BigInteger.TEN.pow(38).subtract(BigInteger.ONE));
        Instant from = instant();
        return new Grant(
                name(),
                kind,
                account(),
                kind == Grant.Kind.VOID ? null : resource(),
                switch (kind) {
                    case ADDITION -> amount;
                    case CORRECTION -> random.nextBoolean() ? amount : amount.negate();
                    case VOID -> BigInteger.ZERO;
                },
                kind == Grant.Kind.ADDITION ? orNull(() -> duration(1)) : null,
                from,
                switch (kind) {
                    case ADDITION -> orNull(() -> from.plusMillis(1 + random.nextInt(1_000)));
                    case CORRECTION -> from.plusMillis(1 + random.nextInt(1_000));
                    case VOID -> null;
                },
                name(),
                name(),
                instant());
    }

    /** What a culler did, to the microsecond. */
    public Stop stop() {
        Stop.Outcome[] outcomes = Stop.Outcome.values();
        return new Stop(
                account(),
                orNull(this::name),
                random.nextBoolean() ? "" : name(),
                orNull(this::name),
                name(),
                orNull(this::name),
                name(),
                outcomes[random.nextInt(outcomes.length)],
                limit(),
                name(),
                instant().plus(random.nextInt(1_000), ChronoUnit.MICROS),
                orNull(this::instant),
                instant(),
                name(),
                name(),
                name());
    }

    PastDecision decision() {
        PastDecision.Outcome[] outcomes = PastDecision.Outcome.values();
        return new PastDecision(
                account(),
                name(),
                instant(),
                orNull(this::name),
                random.nextBoolean() ? "" : name(),
                quantities(),
                outcomes[random.nextInt(outcomes.length)],
                orNull(random::nextBoolean),
                name(),
                list(4, this::name),
                orNull(this::instant),
                orNull(this::name));
    }

    HeldServer server() {
        Instant start = Instant.ofEpochMilli(random.nextLong(0, 1L << 45));
        return new HeldServer(
                name(),
                name(),
                new HeldServer.Place(
                        orNull(this::name),
                        name(),
                        orNull(this::name),
                        random.nextBoolean() ? "" : name(),
                        orNull(this::name)),
                start,
                orNull(() -> start.plusMillis(1 + random.nextInt(1_000))),
                random.nextBoolean(),
                list(4, () -> new HeldServer.Held(instant(), quantities())),
                quantities());
    }

    OpenPod pod() {
        return new OpenPod(
                name(),
                name(),
                orNull(this::name),
                name(),
                orNull(this::name),
                "",
                orNull(this::instant),
                quantities());
    }

    AccountId account() {
        return new AccountId("realm-" + random.nextInt(10), name());
    }

    String name() {
        if (random.nextBoolean()) {
            return ODD_NAMES.get(random.nextInt(ODD_NAMES.size()));
        }
        StringBuilder name = new StringBuilder();
        for (int length = random.nextInt(1, 60); length > 0; length--) {
            int c = random.nextInt(1, 0x10000);
            name.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0x1F98A : c);
        }
        return name.toString();
    }

    Instant instant() {
        return Instant.ofEpochMilli(
                random.nextBoolean() ? random.nextLong(0, 253_402_300_800_000L) : random.nextInt(3));
    }

    private Duration duration(long leastMs) {
        return Duration.ofMillis(random.nextLong(leastMs, 36_525L * 86_400_000L + 1));
    }

    private List<Limit> limits() {
        return list(6, this::limit);
    }

    private Limit limit() {
        return new Limit(resource(), orNull(() -> exact().min(MOST_IN_A_RECORD)), duration(1));
    }

    private Request request() {
        return new Request(new TreeMap<>(rates()));
    }

    private Quantities quantities() {
        return Quantities.of(rates());
    }

    private Map<Resource, BigInteger> rates() {
        Map<Resource, BigInteger> rates = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rates.put(resource(), exact());
        }
        return rates;
    }

    private Resource resource() {
        return new Resource(RESOURCES.get(random.nextInt(RESOURCES.size())));
    }

    private BigInteger exact() {
        return switch (random.nextInt(4)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
            case 2 -> BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
            default -> new BigInteger(random.nextInt(1, 128), new java.util.Random(random.nextLong()));
        };
    }

    private <T> List<T> list(int most, Supplier<T> draw) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(most); i > 0; i--) {
            list.add(draw.get());
        }
        return list;
    }

    private <T> @Nullable T orNull(Supplier<T> draw) {
        return random.nextInt(3) == 0 ? null : draw.get();
    }
}
