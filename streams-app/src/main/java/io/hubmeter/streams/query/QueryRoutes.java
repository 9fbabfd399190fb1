package io.hubmeter.streams.query;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.wire.json.AccountJson;
import io.hubmeter.wire.json.AccountStandingJson;
import io.hubmeter.wire.json.AssessmentJson;
import io.hubmeter.wire.json.AssessmentQuery;
import io.hubmeter.wire.json.AssessmentQueryJson;
import io.hubmeter.wire.json.GrantJson;
import io.hubmeter.wire.json.GroupsJson;
import io.hubmeter.wire.json.HeardJson;
import io.hubmeter.wire.json.HeldServerJson;
import io.hubmeter.wire.json.JsonUnacceptable;
import io.hubmeter.wire.json.OpenPodsJson;
import io.hubmeter.wire.json.PastDecisionJson;
import io.hubmeter.wire.json.PolicyJson;
import io.hubmeter.wire.json.ReadingJson;
import io.hubmeter.wire.json.StopJson;
import io.hubmeter.wire.json.UsageRowJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Every route of the query endpoint and what answers it.
 *
 * <p>All can end in 400, which names element, value found and value expected, and in 503 with {@code Retry-After} if this
 * instance has no readable copy of what was asked for. Instants are milliseconds since 1970, lengths of time milliseconds,
 * exact numbers strings; an account is {@code realm/user}.
 */
final class QueryRoutes {
    private static final int MOST_SERVERS = 10_001;

    private final UsageQueries queries;
    private final Supplier<KafkaStreams.State> state;
    private final Supplier<RestoreProgress> restoring;
    private final Supplier<byte[]> metrics;
    private final QueryEndpointConfig config;

    QueryRoutes(
            UsageQueries queries,
            Supplier<KafkaStreams.State> state,
            Supplier<RestoreProgress> restoring,
            Supplier<byte[]> metrics,
            QueryEndpointConfig config) {
        this.queries = queries;
        this.state = state;
        this.restoring = restoring;
        this.metrics = metrics;
        this.config = config;
    }

    /** One path and method. */
    record Route(String method, String path, Answering answering) {}

    /** Answers a call, or throws {@link JsonUnacceptable} or {@link StateUnavailable}. */
    @FunctionalInterface
    interface Answering {
        QueryAnswer answer(QueryCall call);
    }

    List<Route> all() {
        return List.of(
                new Route("POST", "/query/v1/assess", this::assess),
                new Route("GET", "/query/v1/policy", this::policy),
                new Route("GET", "/query/v1/groups", this::groups),
                new Route("GET", "/query/v1/accounts", this::accounts),
                new Route("GET", "/query/v1/rows", this::rows),
                new Route("GET", "/query/v1/standings", this::standings),
                new Route("GET", "/query/v1/history", this::history),
                new Route("GET", "/query/v1/grants", this::grants),
                new Route("GET", "/query/v1/heard", this::heard),
                new Route("GET", "/query/v1/pods", this::pods),
                new Route("GET", "/query/v1/servers", this::servers),
                new Route("GET", "/query/v1/stops", this::stops),
                new Route("GET", "/query/v1/decisions", this::decisions),
                new Route("GET", "/metrics", this::metrics),
                new Route("GET", "/health/live", this::live),
                new Route("GET", "/health/ready", this::ready));
    }

    private QueryAnswer assess(QueryCall call) {
        call.query(List.of());
        AssessmentQuery query = AssessmentQueryJson.read(call.body());
        Assessment assessment = queries.assess(
                query.account(), query.entitlement(), query.request(), query.minimumRuntime(), query.at());
        return QueryAnswer.json(AssessmentJson.write(assessment));
    }

    /** 204 before a policy was published; 304 if the caller has it already. */
    private QueryAnswer policy(QueryCall call) {
        call.query(List.of());
        Policy policy = queries.policy().orElse(null);
        if (policy == null) {
            return new QueryAnswer.Whole(204, Map.of(), new byte[0]);
        }
        String tag = '"' + policy.hash() + '"';
        return tag.equals(call.header("If-None-Match"))
                ? new QueryAnswer.Whole(304, Map.of("ETag", tag), new byte[0])
                : new QueryAnswer.Whole(200, Map.of("ETag", tag), PolicyJson.write(policy));
    }

    private QueryAnswer groups(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return QueryAnswer.json(GroupsJson.write(queries.groups(account)));
    }

    /** One account a line; the connection is cut if it cannot go on. */
    private QueryAnswer accounts(QueryCall call) {
        call.query(List.of());
        return new QueryAnswer.Lines(writer -> {
            try (Stream<AccountId> accounts = queries.accounts()) {
                accounts.forEach(account -> writer.accept(AccountJson.write(account)));
            }
        });
    }

    /** One row of usage a line, those of an account together; the connection is cut if it cannot go on. */
    private QueryAnswer rows(QueryCall call) {
        Map<String, String> query = call.query(List.of("period", "from", "to"), List.of("account", "realm"));
        Instant from = QueryCall.instant(query, "from");
        Instant to = QueryCall.instant(query, "to");
        Period period = QueryCall.period(query);
        AccountId account = query.containsKey("account") ? QueryCall.account(query) : null;
        RowQuery asked;
        try {
            asked = new RowQuery(period, from, to, account, query.get("realm"));
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable("query", "what does not go together", String.valueOf(e.getMessage()));
        }
        return new QueryAnswer.Lines(writer -> {
            try (Stream<UsageRow> rows = queries.rows(asked)) {
                rows.forEach(row -> writer.accept(UsageRowJson.write(row)));
            }
        });
    }

    /** Where each account stands, one a line; the connection is cut if it cannot go on. */
    private QueryAnswer standings(QueryCall call) {
        Map<String, String> query = call.query(List.of("at", "since"), List.of("realm"));
        Instant at = QueryCall.instant(query, "at");
        Instant since = QueryCall.instant(query, "since");
        StandingsQuery asked;
        try {
            asked = new StandingsQuery(at, since, query.get("realm"));
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable("query", "what does not go together", String.valueOf(e.getMessage()));
        }
        return new QueryAnswer.Lines(writer -> {
            try (Stream<AccountStanding> standings = queries.standings(asked)) {
                standings.forEach(standing -> writer.accept(AccountStandingJson.write(standing)));
            }
        });
    }

    /** One reading a line, those in force at some instant from {@code from} on and before {@code to}. */
    private QueryAnswer history(QueryCall call) {
        Map<String, String> query = call.query(List.of("account", "from", "to"));
        AccountId account = QueryCall.account(query);
        Instant from = QueryCall.instant(query, "from");
        Instant to = QueryCall.instant(query, "to");
        if (!from.isBefore(to)) {
            throw new JsonUnacceptable("query to", String.valueOf(to.toEpochMilli()), "later than from");
        }
        return new QueryAnswer.Lines(writer -> {
            for (Reading reading : readings(account, from, to)) {
                writer.accept(ReadingJson.write(reading));
            }
        });
    }

    private List<Reading> readings(AccountId account, Instant from, Instant to) {
        try {
            return queries.history(account, from, to, config.readings());
        } catch (TooManyReadings e) {
            throw new JsonUnacceptable(
                    "query from, to",
                    "more than " + e.most() + " readings",
                    "at most " + e.most() + "; ask for a shorter time");
        }
    }

    /** One grant a line, in the order in which they were recorded. */
    private QueryAnswer grants(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return QueryAnswer.lines(queries.grants(account), GrantJson::write);
    }

    private QueryAnswer heard(QueryCall call) {
        call.query(List.of());
        return QueryAnswer.json(HeardJson.write(queries.heardAt()));
    }

    private QueryAnswer pods(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return QueryAnswer.json(OpenPodsJson.write(queries.openPods(account, config.pods())));
    }

    /** One server a line, the one that started last first; those beyond {@code most} are left out. */
    private QueryAnswer servers(QueryCall call) {
        Map<String, String> query = call.query(List.of("account", "from", "to", "most"));
        AccountId account = QueryCall.account(query);
        Instant from = QueryCall.instant(query, "from");
        Instant to = QueryCall.instant(query, "to");
        if (!from.isBefore(to)) {
            throw new JsonUnacceptable("query to", String.valueOf(to.toEpochMilli()), "later than from");
        }
        int most = QueryCall.count(query, "most", MOST_SERVERS);
        return QueryAnswer.lines(queries.servers(account, from, to, most), HeldServerJson::write);
    }

    /** One stop a line, the newest first. */
    private QueryAnswer stops(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return QueryAnswer.lines(queries.stops(account), StopJson::write);
    }

    /** One decision a line, the newest first. */
    private QueryAnswer decisions(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return QueryAnswer.lines(queries.decisions(account), PastDecisionJson::write);
    }

    private QueryAnswer metrics(QueryCall call) {
        call.query(List.of());
        return QueryAnswer.text(ProcessMetrics.CONTENT_TYPE, metrics.get());
    }

    /** 503 once the stream processor has stopped for good: then only a restart helps. */
    private QueryAnswer live(QueryCall call) {
        return switch (state.get()) {
            case ERROR, PENDING_ERROR ->
                QueryAnswer.status(503, "failed", "the stream processor has stopped; its log says why");
            case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN, NOT_RUNNING ->
                QueryAnswer.status(200, "live", "the process runs");
        };
    }

    private QueryAnswer ready(QueryCall call) {
        KafkaStreams.State now = state.get();
        if (now == KafkaStreams.State.RUNNING) {
            return QueryAnswer.status(200, "ready", "every store is restored");
        }
        RestoreProgress progress = restoring.get();
        String stores = progress.copies() == 0
                ? "no store is restoring"
                : "%d partitions of stores are restoring, %d of %d records are left"
                        .formatted(progress.copies(), progress.left(), progress.records());
        return QueryAnswer.status(
                503, "not-ready", "stream processor: found %s, expected RUNNING; %s".formatted(now, stores));
    }
}
