package io.hubmeter.streams.query;

import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.wire.json.AssessmentJson;
import io.hubmeter.wire.json.AssessmentQuery;
import io.hubmeter.wire.json.AssessmentQueryJson;
import io.hubmeter.wire.json.GrantJson;
import io.hubmeter.wire.json.GroupsJson;
import io.hubmeter.wire.json.HeldServerJson;
import io.hubmeter.wire.json.InquiryJson;
import io.hubmeter.wire.json.JsonUnacceptable;
import io.hubmeter.wire.json.OpenPodsJson;
import io.hubmeter.wire.json.PastDecisionJson;
import io.hubmeter.wire.json.ReadingJson;
import io.hubmeter.wire.json.StopJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Answers what is asked about one account. */
final class AccountRoutes {
    private static final int MOST_SERVERS = 10_001;

    private final AnyCopy copies;
    private final PartitionLines lines;
    private final int partitions;
    private final QueryEndpointConfig config;

    AccountRoutes(AnyCopy copies, PartitionLines lines, int partitions, QueryEndpointConfig config) {
        this.copies = copies;
        this.lines = lines;
        this.partitions = partitions;
        this.config = config;
    }

    QueryAnswer assess(QueryCall call) {
        call.query(List.of());
        AssessmentQuery query = AssessmentQueryJson.read(call.body());
        return told(
                call,
                query.account(),
                accounts -> QueryAnswer.json(AssessmentJson.write(accounts.assess(
                        query.account(), query.entitlement(), query.request(), query.minimumRuntime(), query.at()))));
    }

    QueryAnswer inquire(QueryCall call) {
        call.query(List.of());
        Inquiry inquiry = InquiryJson.read(call.body());
        AccountId account = inquiry.account();
        return copies.answer(
                call,
                AccountQueries.partition(account, partitions),
                account.realm(),
                call.target(),
                AnyCopy.Age.TOLD,
                copy -> QueryAnswer.json(InquiryJson.write(copy.find(inquiry))));
    }

    QueryAnswer groups(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return untold(call, account, accounts -> QueryAnswer.json(GroupsJson.write(accounts.groups(account))));
    }

    /** One reading a line, those in force at some instant from {@code from} on and before {@code to}. */
    QueryAnswer history(QueryCall call) {
        Map<String, String> query = call.query(List.of("account", "from", "to"));
        AccountId account = QueryCall.account(query);
        Instant from = QueryCall.instant(query, "from");
        Instant to = later(query, from);
        return new QueryAnswer.Lines(writer -> lines.write(
                call,
                AccountQueries.partition(account, partitions),
                call.target(),
                copy -> readings(copy.accounts(), account, from, to).map(ReadingJson::write),
                writer));
    }

    private Stream<Reading> readings(AccountQueries accounts, AccountId account, Instant from, Instant to) {
        try {
            return accounts.history(account, from, to, config.readings()).stream();
        } catch (TooManyReadings e) {
            throw new JsonUnacceptable(
                    "query from, to",
                    "more than " + e.most() + " readings",
                    "at most " + e.most() + "; ask for a shorter time");
        }
    }

    /** One grant a line, in the order in which they were recorded. */
    QueryAnswer grants(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return untold(call, account, accounts -> QueryAnswer.lines(accounts.grants(account), GrantJson::write));
    }

    QueryAnswer pods(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return untold(
                call,
                account,
                accounts -> QueryAnswer.json(OpenPodsJson.write(accounts.openPods(account, config.pods()))));
    }

    /** One server a line, the one that started last first; those beyond {@code most} are left out. */
    QueryAnswer servers(QueryCall call) {
        Map<String, String> query = call.query(List.of("account", "from", "to", "most"));
        AccountId account = QueryCall.account(query);
        Instant from = QueryCall.instant(query, "from");
        Instant to = later(query, from);
        int most = QueryCall.count(query, "most", MOST_SERVERS);
        return untold(
                call,
                account,
                accounts -> QueryAnswer.lines(accounts.servers(account, from, to, most), HeldServerJson::write));
    }

    /** One stop a line, the newest first. */
    QueryAnswer stops(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return untold(call, account, accounts -> QueryAnswer.lines(accounts.stops(account), StopJson::write));
    }

    /** One decision a line, the newest first. */
    QueryAnswer decisions(QueryCall call) {
        AccountId account = QueryCall.account(call.query(List.of("account")));
        return untold(
                call, account, accounts -> QueryAnswer.lines(accounts.decisions(account), PastDecisionJson::write));
    }

    private static Instant later(Map<String, String> query, Instant from) {
        Instant to = QueryCall.instant(query, "to");
        if (!from.isBefore(to)) {
            throw new JsonUnacceptable("query to", String.valueOf(to.toEpochMilli()), "later than from");
        }
        return to;
    }

    private QueryAnswer told(QueryCall call, AccountId account, Function<AccountQueries, QueryAnswer.Whole> question) {
        return answer(call, account, AnyCopy.Age.TOLD, question);
    }

    private QueryAnswer untold(
            QueryCall call, AccountId account, Function<AccountQueries, QueryAnswer.Whole> question) {
        return answer(call, account, AnyCopy.Age.UNTOLD, question);
    }

    private QueryAnswer answer(
            QueryCall call, AccountId account, AnyCopy.Age age, Function<AccountQueries, QueryAnswer.Whole> question) {
        return copies.answer(
                call,
                AccountQueries.partition(account, partitions),
                account.realm(),
                call.target(),
                age,
                copy -> question.apply(copy.accounts()));
    }
}
