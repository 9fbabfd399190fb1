package io.hubmeter.streams.query;

import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.wire.json.AccountJson;
import io.hubmeter.wire.json.AccountStandingJson;
import io.hubmeter.wire.json.HeardJson;
import io.hubmeter.wire.json.JsonUnacceptable;
import io.hubmeter.wire.json.UsageRowJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers what is asked about all accounts, from every partition whoever holds it. Answers of lines have one a line; the connection is cut
 * if one cannot go on.
 */
final class ScanRoutes {
    private static final String HEARD = "/query/v1/heard?" + QueryCall.PARTITION + "=";

    private final AnyCopy copies;
    private final PartitionLines lines;
    private final int partitions;

    ScanRoutes(AnyCopy copies, PartitionLines lines, int partitions) {
        this.copies = copies;
        this.lines = lines;
        this.partitions = partitions;
    }

    QueryAnswer accounts(QueryCall call) {
        int partition = QueryCall.partition(call.query(List.of(), List.of(QueryCall.PARTITION)), partitions);
        return each(call, partition, (copy, one) -> copy.scans().accounts(one).map(AccountJson::write));
    }

    /** One row of usage a line, those of an account together. */
    QueryAnswer rows(QueryCall call) {
        Map<String, String> query =
                call.query(List.of("period", "from", "to"), List.of("account", "realm", QueryCall.PARTITION));
        Instant from = QueryCall.instant(query, "from");
        Instant to = QueryCall.instant(query, "to");
        Period period = QueryCall.period(query);
        AccountId account = query.containsKey("account") ? QueryCall.account(query) : null;
        int partition = QueryCall.partition(query, partitions);
        RowQuery asked;
        try {
            asked = new RowQuery(period, from, to, account, query.get("realm"));
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable("query", "what does not go together", String.valueOf(e.getMessage()));
        }
        PartitionQuestion question =
                (copy, one) -> copy.scans().rows(one, asked).map(UsageRowJson::write);
        if (account == null) {
            return each(call, partition, question);
        }
        int its = AccountQueries.partition(account, partitions);
        return new QueryAnswer.Lines(
                writer -> lines.write(call, its, call.target(), copy -> question.of(copy, its), writer));
    }

    /** Where each account stands. */
    QueryAnswer standings(QueryCall call) {
        Map<String, String> query = call.query(List.of("at", "since"), List.of("realm", QueryCall.PARTITION));
        Instant at = QueryCall.instant(query, "at");
        Instant since = QueryCall.instant(query, "since");
        int partition = QueryCall.partition(query, partitions);
        StandingsQuery asked;
        try {
            asked = new StandingsQuery(at, since, query.get("realm"));
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable("query", "what does not go together", String.valueOf(e.getMessage()));
        }
        return each(
                call,
                partition,
                (copy, one) -> copy.scans().standings(one, asked).map(AccountStandingJson::write));
    }

    @FunctionalInterface
    private interface PartitionQuestion {
        Stream<byte[]> of(CopyQueries copy, int partition);
    }

    private QueryAnswer each(QueryCall call, int partition, PartitionQuestion question) {
        if (partition >= 0) {
            return new QueryAnswer.Lines(writer ->
                    lines.write(call, partition, call.target(), copy -> question.of(copy, partition), writer));
        }
        return new QueryAnswer.Lines(writer -> {
            for (int next = 0; next < partitions; next++) {
                int one = next;
                lines.write(call, one, call.targetFor(one), copy -> question.of(copy, one), writer);
            }
        });
    }

    /** The time heard from the stalest source over all partitions, or over the one asked for. */
    QueryAnswer heard(QueryCall call) {
        int partition = QueryCall.partition(call.query(List.of(), List.of(QueryCall.PARTITION)), partitions);
        if (partition >= 0) {
            return heard(call, partition);
        }
        Instant stalest = null;
        for (int one = 0; one < partitions; one++) {
            Instant heardAt = HeardJson.read(heard(call, one).bytes()).orElse(null);
            if (heardAt == null) {
                return QueryAnswer.json(HeardJson.write(Optional.empty()));
            }
            stalest = stalest == null || heardAt.isBefore(stalest) ? heardAt : stalest;
        }
        return QueryAnswer.json(HeardJson.write(Optional.ofNullable(stalest)));
    }

    private QueryAnswer.Whole heard(QueryCall call, int partition) {
        return copies.answer(
                call,
                partition,
                null,
                HEARD + partition,
                AnyCopy.Age.TOLD,
                copy -> QueryAnswer.json(
                        HeardJson.write(Optional.ofNullable(copy.heard().ofAll(partition)))));
    }
}
