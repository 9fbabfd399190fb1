package io.hubmeter.api.view;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.wire.json.AccountJson;
import io.hubmeter.wire.json.AccountStandingJson;
import io.hubmeter.wire.json.AssessmentJson;
import io.hubmeter.wire.json.AssessmentQuery;
import io.hubmeter.wire.json.AssessmentQueryJson;
import io.hubmeter.wire.json.GrantJson;
import io.hubmeter.wire.json.GroupsJson;
import io.hubmeter.wire.json.HeardJson;
import io.hubmeter.wire.json.HeldServerJson;
import io.hubmeter.wire.json.InquiryJson;
import io.hubmeter.wire.json.JsonUnacceptable;
import io.hubmeter.wire.json.PastDecisionJson;
import io.hubmeter.wire.json.PolicyJson;
import io.hubmeter.wire.json.ReadingJson;
import io.hubmeter.wire.json.StopJson;
import io.hubmeter.wire.json.UsageRowJson;
import io.hubmeter.wire.peer.PeerRequest;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Usage from the query endpoint of other processes. Safe for use by many threads at once.
 *
 * <p>Every instance answers for its whole group, so it does not matter which is asked.
 */
public final class RemoteUsageView implements UsageView, AutoCloseable {
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> POLICY_STATUSES = Set.of(200, 204, 304);
    /** Each account is assessed, which takes several times as long as naming it. */
    private static final int STANDINGS_TAKE_LONGER = 5;

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final Set<Integer> HISTORY_STATUSES = Set.of(200, 400);
    private static final int BAD_REQUEST = 400;
    private static final Pattern TOO_MANY = Pattern.compile("\"found\":\"more than (\\d{1,9}) readings\"");
    private static final int LARGEST_HISTORY = 64 << 20;
    private static final int LARGEST_POLICY = 64 << 20;

    /** A scan of rows may take so many times as long as one of accounts: it has more lines, and a report's reader sets its pace. */
    private static final int ROWS_PER_ACCOUNT = 30;

    private final RemoteUsageConfig config;
    private final Instances instances;
    private volatile @Nullable Known known;

    private record Known(Policy policy, long askedAtNs) {}

    /** A view of the given instances; none of them is asked yet. */
    public RemoteUsageView(RemoteUsageConfig config) {
        this.config = config;
        this.instances = new Instances(config);
    }

    @Override
    public Optional<Policy> policy() {
        Known before = known;
        if (before != null
                && System.nanoTime() - before.askedAtNs() < config.policyFor().toNanos()) {
            return Optional.of(before.policy());
        }
        long askedAtNs = System.nanoTime();
        Instances.Told<byte[]> told = instances.ask(
                "policy",
                null,
                instance -> new PeerRequest("GET", instance.resolve("/query/v1/policy"), known(before), new byte[0]),
                LARGEST_POLICY,
                POLICY_STATUSES,
                config.deadline());
        Policy policy = switch (told.answer().status()) {
            case NO_CONTENT -> null;
            case NOT_MODIFIED -> before == null ? null : before.policy();
            default -> read("policy", told, PolicyJson::read);
        };
        known = policy == null ? null : new Known(policy, askedAtNs);
        return Optional.ofNullable(policy);
    }

    private static Map<String, String> known(@Nullable Known before) {
        return before == null
                ? Map.of()
                : Map.of("If-None-Match", '"' + before.policy().hash() + '"');
    }

    @Override
    public List<String> groups(AccountId account) {
        String path = "/query/v1/groups?account=" + encoded(account);
        return answer("groups of " + account, account, instance -> get(instance, path), GroupsJson::read);
    }

    @Override
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        byte[] query;
        try {
            query = AssessmentQueryJson.write(new AssessmentQuery(account, entitlement, request, minimumRuntime, at));
        } catch (JsonUnacceptable e) {
            throw new UsageUnavailable("assessment of %s: %s".formatted(account, e.getMessage()), e);
        }
        return answer(
                "assessment of " + account,
                account,
                instance -> PeerRequest.post(instance.resolve("/query/v1/assess"), query),
                AssessmentJson::read);
    }

    @Override
    public Finding find(Inquiry inquiry) {
        String what = "assessment of " + inquiry.account();
        byte[] asked;
        try {
            asked = InquiryJson.write(inquiry);
        } catch (JsonUnacceptable e) {
            throw new UsageUnavailable("%s: %s".formatted(what, e.getMessage()), e);
        }
        return answer(
                what,
                inquiry.account(),
                instance -> PeerRequest.post(instance.resolve("/query/v1/inquire"), asked),
                InquiryJson::readFinding);
    }

    /** {@inheritDoc} An answer that breaks off ends in {@link UsageUnavailable}, never in fewer readings. */
    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        String what = "history of " + account;
        String path = "/query/v1/history?account=%s&from=%d&to=%d"
                .formatted(encoded(account), from.toEpochMilli(), to.toEpochMilli());
        Instances.Told<byte[]> told = instances.ask(
                what, account, instance -> get(instance, path), LARGEST_HISTORY, HISTORY_STATUSES, config.deadline());
        if (told.answer().status() == BAD_REQUEST) {
            throw refusal(what, told);
        }
        List<Reading> readings = lines(what, told, ReadingJson::read);
        if (readings.size() > most) {
            throw new TooManyReadings(most);
        }
        return readings;
    }

    /** The endpoint has a bound of its own; every other refusal means that the two do not understand each other. */
    private static RuntimeException refusal(String what, Instances.Told<byte[]> told) {
        String body = new String(told.answer().body(), StandardCharsets.UTF_8);
        Matcher tooMany = TOO_MANY.matcher(body);
        return tooMany.find()
                ? new TooManyReadings(Integer.parseInt(tooMany.group(1)))
                : new UsageUnavailable("%s: %s answered %d: %s".formatted(what, told.instance(), BAD_REQUEST, body));
    }

    @Override
    public List<Grant> grants(AccountId account) {
        return lines("grants of " + account, account, "/query/v1/grants?account=" + encoded(account), GrantJson::read);
    }

    @Override
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return lines(
                "servers of " + account,
                account,
                "/query/v1/servers?account=%s&from=%d&to=%d&most=%d"
                        .formatted(encoded(account), from.toEpochMilli(), to.toEpochMilli(), most),
                HeldServerJson::read);
    }

    @Override
    public List<Stop> stops(AccountId account) {
        return lines("stops of " + account, account, "/query/v1/stops?account=" + encoded(account), StopJson::read);
    }

    @Override
    public List<PastDecision> decisions(AccountId account) {
        return lines(
                "decisions of " + account,
                account,
                "/query/v1/decisions?account=" + encoded(account),
                PastDecisionJson::read);
    }

    private <T> List<T> lines(String what, AccountId account, String path, Function<byte[], T> reader) {
        return lines(
                what,
                instances.ask(what, account, instance -> get(instance, path), LARGEST_HISTORY, OK, config.deadline()),
                reader);
    }

    private static <T> List<T> lines(String what, Instances.Told<byte[]> told, Function<byte[], T> reader) {
        return read(
                what,
                told,
                body -> new String(body, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> reader.apply(line.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    /** {@inheritDoc} An answer that breaks off ends in {@link UsageUnavailable} too, never in fewer accounts. */
    @Override
    public Stream<AccountStanding> standings(StandingsQuery query) {
        String path = "/query/v1/standings?at=%d&since=%d%s"
                .formatted(
                        query.at().toEpochMilli(),
                        query.since().toEpochMilli(),
                        query.realm() == null ? "" : "&realm=" + query.realm());
        return streamed(
                "standings",
                path,
                config.scanDeadline().multipliedBy(STANDINGS_TAKE_LONGER),
                AccountStandingJson::read);
    }

    /** {@inheritDoc} An answer that breaks off ends in {@link UsageUnavailable} too, never in fewer accounts. */
    @Override
    public Stream<AccountId> accounts() {
        return streamed("accounts", "/query/v1/accounts", config.scanDeadline(), AccountJson::read);
    }

    /** {@inheritDoc} An answer that breaks off ends in {@link UsageUnavailable} too, never in fewer rows. */
    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        String path = "/query/v1/rows?period=%s&from=%d&to=%d%s%s"
                .formatted(
                        query.period().name().toLowerCase(Locale.ROOT),
                        query.from().toEpochMilli(),
                        query.to().toEpochMilli(),
                        query.account() == null ? "" : "&account=" + encoded(query.account()),
                        query.realm() == null ? "" : "&realm=" + query.realm());
        return streamed("rows", path, config.scanDeadline().multipliedBy(ROWS_PER_ACCOUNT), UsageRowJson::read);
    }

    private <T> Stream<T> streamed(String what, String path, Duration deadline, Function<byte[], T> reader) {
        Instances.Told<InputStream> told =
                instances.askForLines(what, instance -> get(instance, path), OK, config.deadline(), deadline);
        return StreamedLines.stream(what, told.instance(), told.answer().body(), deadline, reader);
    }

    @Override
    public Optional<Instant> heardAt() {
        return answer("time heard", null, instance -> get(instance, "/query/v1/heard"), HeardJson::read);
    }

    private <T> T answer(
            String what, @Nullable AccountId account, Function<URI, PeerRequest> request, Function<byte[], T> reader) {
        return read(what, instances.ask(what, account, request, LARGEST_ANSWER, OK, config.deadline()), reader);
    }

    private static <T> T read(String what, Instances.Told<byte[]> told, Function<byte[], T> reader) {
        try {
            return reader.apply(told.answer().body());
        } catch (JsonUnacceptable e) {
            throw new UsageUnavailable(
                    "%s: %s answered what cannot be read: %s".formatted(what, told.instance(), e.getMessage()), e);
        }
    }

    private static PeerRequest get(URI instance, String path) {
        return PeerRequest.get(instance.resolve(path));
    }

    private static String encoded(AccountId account) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(account.toString())) {
            throw new UsageUnavailable("account: found half a surrogate pair, expected well-formed Unicode");
        }
        return URLEncoder.encode(account.toString(), StandardCharsets.UTF_8);
    }

    /** Ends requests under way. */
    @Override
    public void close() {
        instances.close();
    }
}
