package io.hubmeter.standalone.story;

import static io.hubmeter.schemas.avro.OverQuotaCause.CROSSED;
import static io.hubmeter.schemas.avro.OverQuotaCause.GRANT_CHANGED;
import static io.hubmeter.schemas.avro.OverQuotaCause.POLICY_CHANGED;
import static io.hubmeter.schemas.avro.OverQuotaCause.STARTED_WHILE_EXCEEDED;
import static io.hubmeter.schemas.avro.OverQuotaCause.WINDOW_MOVED;
import static io.hubmeter.schemas.avro.OverQuotaKind.EXCEEDED;
import static io.hubmeter.schemas.avro.OverQuotaKind.RESTORED;
import static io.hubmeter.standalone.story.Amounts.gib;
import static io.hubmeter.standalone.story.Amounts.gibHours;
import static io.hubmeter.standalone.story.Amounts.hours;
import static io.hubmeter.standalone.story.Amounts.minute;
import static io.hubmeter.standalone.story.Amounts.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a user, an admin and a culler live through with a quota, in the order of time and to the millisecond. Nothing waits for
 * a clock: the sources say what time it is.
 */
class StoryIT {
    private static final String LAB = "lab";
    private static final String SOURCE = "kubernetes/lab";
    private static final Duration WINDOW = Duration.ofDays(30);
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration MS = Duration.ofMillis(1);
    /** How far the API's clock is ahead of the last heartbeat: there is always some time between. */
    private static final Duration AHEAD = Duration.ofMillis(250);

    private static final String POLICY = """
            minimumRuntime: 10m
            freshness: 15s
            grace: 5m
            window: 30d
            warnings: [80%]
            groups:
              regular:
                limits: [60 GiB-hours]
              power:
                limits: [240 GiB-hours]
              gpu-dev:
                limits: [640 GiB-hours, 160 GPU-hours]
            """;

    private final Stage stage = Stage.shared();
    private Instant start = Instant.EPOCH;
    private int read;

    @BeforeEach
    void publishThePolicy() {
        start = stage.begin(Duration.ofDays(35));
        stage.publish(POLICY, start);
    }

    @Test
    void aQuotaRunsOutIsRaisedRunsOutAgainAndRefills() {
        AccountId ana = account("ana", "regular");

        // Four hours of work and one idle until it is culled.
        Server first = run(ana, "", 4, start);
        end(first, start.plus(hours(5, 0, 0)));
        assertUsed("ana", gibHours(20));

        // Another five hours take 80 % of the quota on their way to 50 of 60.
        Instant secondDay = start.plus(Duration.ofDays(1));
        Server second = run(ana, "", 6, secondDay);
        Instant warnedAt = secondDay.plus(hours(4, 40, 0));
        hear(warnedAt);
        assertThat(warnings("ana")).isEmpty();
        hear(warnedAt.plus(MS));
        assertThat(warnings("ana"))
                .containsExactly(new Warning(80, gibHours(60), gibHours(48).add(gib(6, MS)), warnedAt));
        end(second, secondDay.plus(hours(5, 0, 0)));
        assertUsed("ana", gibHours(50));

        // Ten are left: a server of 4 GiB is told how long they last.
        Instant asked = start.plus(Duration.ofDays(2)).plus(hours(1, 0, 8));
        Instant crossedAt = asked.plus(hours(2, 30, 0));
        hear(asked.minus(AHEAD));
        JsonNode permit = ask("ana", 4);
        assertThat(permit.path("decision").asText()).isEqualTo("permit");
        assertThat(permit.path("asOf").asText()).isEqualTo(text(asked));
        assertThat(permit.path("maxRuntimeSeconds").asLong()).isEqualTo(9_000);
        assertThat(permit.path("limits").path(0).path("exhaustedAt").asText()).isEqualTo(text(crossedAt));
        assertThat(permit.path("sentence").asText())
                .isEqualTo("You may start this server. You have 10 of your 60 GiB-hours per 30 days left, enough for"
                        + " 2 hours 30 minutes at this rate.");

        // It runs out at the instant that was told, not a millisecond sooner.
        Server third = run(ana, "", 4, asked);
        hear(crossedAt);
        assertNothingSaid("ana");
        hear(crossedAt.plus(MS));
        assertSaid(
                "ana",
                new Said(
                        EXCEEDED,
                        CROSSED,
                        gibHours(60),
                        gibHours(60).add(gib(4, MS)),
                        crossedAt,
                        crossedAt.plus(MS),
                        crossedAt.plus(GRACE),
                        List.of(Said.named(third)),
                        "group regular"));
        assertThat(warnings("ana")).as("the warning is given once").hasSize(1);

        // Nothing more may start. The use of its first 52.25 s is what must leave the window again.
        Instant denied = crossedAt.plusSeconds(52);
        hear(denied);
        JsonNode denial = ask("ana", 4);
        Instant retryAt = start.plus(WINDOW).plusSeconds(52).plus(AHEAD).plus(MS);
        assertThat(denial.path("decision").asText()).isEqualTo("deny");
        assertThat(denial.path("allowed").asBoolean()).isFalse();
        assertThat(denial.path("retryAt").asText()).isEqualTo(text(retryAt));
        assertThat(denial.path("limits").path(0).path("exact").path("remaining").asText())
                .isEqualTo("0");
        assertThat(denial.path("sentence").asText())
                .isEqualTo("You have used 60.1 of your 60 GiB-hours per 30 days (group regular); nothing is left."
                        + " If you stop your running servers now, enough is free again on "
                        + minute(start.plus(WINDOW).plus(Duration.ofMinutes(1)))
                        + ". If you need it sooner, ask your administrators for more.");

        // Within the grace an admin tops it up until the afternoon, and the kill is taken back.
        Instant noon = start.plus(Duration.ofDays(2)).plus(hours(4, 0, 0));
        Instant grantEnds = noon.plus(hours(2, 0, 0));
        Instant granted = crossedAt.plusSeconds(112);
        hear(granted.minus(AHEAD));
        grant("deadline", "20 GiB-hours", grantEnds, "paper is due");
        assertNothingSaid("ana");
        hear(granted.plusSeconds(1));
        assertSaid("ana", restored(GRANT_CHANGED, 80, used(third, asked, granted), granted, "group regular"));
        JsonNode topped = ask("ana", 4);
        assertThat(topped.path("decision").asText()).isEqualTo("permit");
        assertThat(topped.path("limits").path(0).path("exhaustedAt").asText())
                .as("when the grant ends, which is sooner than 80 would be used")
                .isEqualTo(text(grantEnds));
        Instant warnedAgain = asked.plus(hours(3, 30, 0));
        hear(grantEnds);
        assertThat(warnings("ana").getLast())
                .isEqualTo(new Warning(80, gibHours(80), used(third, asked, grantEnds), warnedAgain));
        assertNothingSaid("ana");

        // The grant ends.
        hear(grantEnds.plus(MS));
        assertSaid("ana", exceeded(GRANT_CHANGED, used(third, asked, grantEnds), grantEnds, third));

        // Another grant is voided.
        Instant again = grantEnds.plusSeconds(60);
        hear(again.minus(AHEAD));
        grant("mistake", "20 GiB-hours", null, "for somebody else");
        hear(again.plusSeconds(1));
        assertSaid("ana", restored(GRANT_CHANGED, 80, used(third, asked, again), again, "group regular"));
        Instant voidedAt = again.plusSeconds(60);
        hear(voidedAt.minus(AHEAD));
        stage.api()
                .record(Map.of("kind", "void", "realm", LAB, "user", "ana", "id", "mistake", "reason", "wrong user"));
        hear(voidedAt.plusSeconds(1));
        assertSaid("ana", exceeded(GRANT_CHANGED, used(third, asked, voidedAt), voidedAt, third));

        // A server that starts all the same is named, alone: the other one was.
        Instant begun = voidedAt.plusSeconds(30);
        Server fourth = run(ana, "big", 2, begun);
        assertSaid(
                "ana",
                new Said(
                        EXCEEDED,
                        STARTED_WHILE_EXCEEDED,
                        gibHours(60),
                        used(third, asked, voidedAt.plusSeconds(1)),
                        voidedAt,
                        voidedAt.plusSeconds(1),
                        voidedAt.plus(GRACE),
                        List.of(Said.named(fourth)),
                        "group regular"));

        // The admin moves the user to another group.
        Instant moved = voidedAt.plusSeconds(60);
        hear(moved);
        stage.groups(ana, List.of("power"), moved.plus(AHEAD));
        BigInteger usedThen = used(third, asked, moved).add(gib(2, Duration.between(begun, moved)));
        assertSaid("ana", restored(POLICY_CHANGED, 240, usedThen, moved, "group power"));
        JsonNode power = ask("ana", 4);
        assertThat(power.path("decision").asText()).isEqualTo("permit");
        assertThat(power.path("groups").path(0).asText()).isEqualTo("power");
        assertThat(power.path("limits").path(0).path("exact").path("limit").asText())
                .isEqualTo(gibHours(240).toString());
        assertThat(power.path("limits").path(0).path("exact").path("used").asText())
                .isEqualTo(usedThen.add(gib(6, AHEAD)).toString());

        // The idle hour of the first day was not the user's fault.
        Instant idleFrom = start.plus(hours(4, 0, 0));
        stage.api()
                .record(Map.of(
                        "kind",
                        "correction",
                        "realm",
                        LAB,
                        "user",
                        "ana",
                        "id",
                        "idle",
                        "amount",
                        "-4 GiB-hours",
                        "from",
                        text(idleFrom),
                        "until",
                        text(idleFrom.plus(hours(1, 0, 0))),
                        "reason",
                        "culler was down"));
        stage.settle();
        assertUsed("ana", usedThen.add(gib(6, AHEAD)).subtract(gibHours(4)));
        assertNothingSaid("ana");

        // What happened is there for the user to see.
        Instant evening = start.plus(Duration.ofDays(2)).plus(hours(7, 0, 0));
        end(third, evening);
        end(fourth, evening);
        assertHistory(stage.api().history(LAB, "ana", start), idleFrom);

        // Thirty days later the window has left all of it behind.
        hear(evening.plus(WINDOW).minus(MS).minus(AHEAD));
        assertUsed("ana", gib(6, MS));
        hear(evening.plus(WINDOW).minus(AHEAD));
        assertUsed("ana", BigInteger.ZERO);
        assertThat(ask("ana", 4).path("decision").asText()).isEqualTo("permit");
        assertNothingSaid("ana");
        assertDecisionsRecorded("ana", 4, 1);
    }

    @Test
    void whoComesBackWhenToldIsLetInAndNotAMillisecondSooner() {
        AccountId ben = account("ben", "regular");
        end(run(ben, "", 4, start), start.plus(hours(5, 0, 0)));
        Instant secondDay = start.plus(Duration.ofDays(1));
        end(run(ben, "", 8, secondDay), secondDay.plus(hours(5, 0, 52)));
        BigInteger over = gib(8, Duration.ofSeconds(52));
        Instant fullAt = secondDay.plus(hours(5, 0, 0));

        JsonNode denial = ask("ben", 4);
        // 52 s at 8 GiB have to leave a window that frees 4 GiB at a time.
        Instant freeAt = start.plus(WINDOW).plusSeconds(104);
        Instant retryAt = freeAt.plus(MS);
        assertThat(denial.path("decision").asText()).isEqualTo("deny");
        assertThat(denial.path("limits").path(0).path("exact").path("used").asText())
                .isEqualTo(gibHours(60).add(over).toString());
        assertThat(denial.path("retryAt").asText()).isEqualTo(text(retryAt));
        assertThat(denial.path("sentence").asText())
                .contains("Enough is free again on " + minute(start.plus(WINDOW).plus(Duration.ofMinutes(2))));

        hear(retryAt.minus(MS).minus(AHEAD));
        JsonNode tooSoon = ask("ben", 4);
        assertThat(tooSoon.path("asOf").asText()).isEqualTo(text(retryAt.minus(MS)));
        assertThat(tooSoon.path("decision").asText()).isEqualTo("deny");
        assertThat(tooSoon.path("retryAt").asText()).isEqualTo(text(retryAt));
        stage.apiIsAt(retryAt);
        assertThat(stage.api().mayStart(LAB, "ben", 4).path("decision").asText())
                .isEqualTo("permit");

        hear(retryAt);
        List<Said> said = newlySaid("ben");
        assertThat(said).extracting(Said::kind).containsExactly(EXCEEDED, RESTORED);
        assertThat(said).extracting(Said::cause).containsExactly(CROSSED, WINDOW_MOVED);
        assertThat(said).extracting(Said::at).containsExactly(fullAt, freeAt);
    }

    @Test
    void oneOfTwoResourcesMayRunOutFirst() {
        account("gus", "gpu-dev");
        hear(start);

        JsonNode permit = stage.api().mayStart(LAB, "gus", Map.of("memory", "8Gi", "gpu", "4"));

        assertThat(permit.path("decision").asText()).isEqualTo("permit");
        assertThat(permit.path("maxRuntimeSeconds").asLong())
                .as("160 GPU-hours for 4 GPUs, though the memory would do for 80 h")
                .isEqualTo(Duration.ofHours(40).toSeconds());
    }

    private AccountId account(String user, String group) {
        AccountId account = new AccountId(LAB, user);
        stage.groups(account, List.of(group), start);
        return account;
    }

    /** The source is heard, and the API's clock is a little ahead of it. */
    private void hear(Instant at) {
        stage.heard(SOURCE, LAB, at);
        stage.apiIsAt(at.plus(AHEAD));
    }

    private Server run(AccountId account, String name, int gib, Instant at) {
        Server server = new Server(account, LAB, name, gib, at);
        stage.started(SOURCE, server);
        stage.settle();
        return server;
    }

    private void end(Server server, Instant at) {
        stage.ended(SOURCE, server, at);
        hear(at.plusSeconds(1));
    }

    private JsonNode ask(String user, int gib) {
        return stage.api().mayStart(LAB, user, gib);
    }

    private void grant(String id, String amount, @Nullable Instant until, String reason) {
        Map<String, String> fields = new HashMap<>(
                Map.of("kind", "grant", "realm", LAB, "user", "ana", "id", id, "amount", amount, "reason", reason));
        if (until != null) {
            fields.put("until", text(until));
        }
        stage.api().record(fields);
        stage.settle();
    }

    /** What the user had used with the third server running since an instant: 50 GiB-hours were before it. */
    private static BigInteger used(Server third, Instant since, Instant at) {
        return gibHours(50).add(gib(third.gib(), Duration.between(since, at)));
    }

    private static Said restored(OverQuotaCause cause, int limit, BigInteger used, Instant at, String origin) {
        return new Said(RESTORED, cause, gibHours(limit), used, at, at, null, List.of(), origin);
    }

    private static Said exceeded(OverQuotaCause cause, BigInteger used, Instant at, Server server) {
        return new Said(
                EXCEEDED,
                cause,
                gibHours(60),
                used,
                at,
                at,
                at.plus(GRACE),
                List.of(Said.named(server)),
                "group regular");
    }

    private void assertUsed(String user, BigInteger used) {
        assertThat(stage.api()
                        .usage(LAB, user)
                        .path("limits")
                        .path(0)
                        .path("exact")
                        .path("used")
                        .asText())
                .as("used by %s", user)
                .isEqualTo(used.toString());
    }

    private void assertNothingSaid(String user) {
        assertThat(newlySaid(user)).isEmpty();
    }

    private void assertSaid(String user, Said said) {
        assertThat(newlySaid(user)).containsExactly(said);
    }

    /** What was said since this was last asked. */
    private List<Said> newlySaid(String user) {
        List<Said> all = stage
                .read(Topics.OVER_QUOTA, OverQuotaRecord.class, record -> is(record.getRealm(), record.getUser(), user))
                .stream()
                .map(Said::of)
                .toList();
        List<Said> fresh = all.subList(read, all.size());
        read = all.size();
        return fresh;
    }

    private record Warning(int percent, BigInteger limit, BigInteger used, Instant at) {}

    private List<Warning> warnings(String user) {
        return stage
                .read(Topics.WARNINGS, WarningRecord.class, record -> is(record.getRealm(), record.getUser(), user))
                .stream()
                .map(record -> new Warning(
                        record.getThresholdPercent(),
                        ExactDecimals.micros(record.getLimit().getAmount()),
                        ExactDecimals.micros(record.getUsed()),
                        record.getCrossedAt()))
                .toList();
    }

    private static boolean is(String realm, String user, String wanted) {
        return realm.equals(LAB) && user.equals(wanted);
    }

    private void assertHistory(JsonNode history, Instant idleFrom) {
        List<JsonNode> entries =
                new ArrayList<>(StreamSupport.stream(history.path("entries").spliterator(), false)
                        .toList());
        assertThat(entries)
                .filteredOn(entry -> !entry.path("kind").asText().equals("reading"))
                .extracting(entry -> "%s %s by %s: %s, voided by %s"
                        .formatted(
                                entry.path("kind").asText(),
                                entry.path("id").asText(),
                                entry.path("actor").asText(),
                                entry.path("reason").asText(),
                                entry.path("voidedBy").asText()))
                .containsExactlyInAnyOrder(
                        "grant deadline by root: paper is due, voided by null",
                        "grant mistake by root: for somebody else, voided by root",
                        "void mistake by root: wrong user, voided by null",
                        "correction idle by root: culler was down, voided by null");
        List<JsonNode> readings = entries.stream()
                .filter(entry -> entry.path("kind").asText().equals("reading"))
                .toList();
        // The second server's start was amended: all that came after the idle hour stands four GiB-hours lower.
        JsonNode secondStart = readings.stream()
                .filter(entry -> entry.path("at").asText().equals(text(start.plus(Duration.ofDays(1)))))
                .findFirst()
                .orElseThrow();
        assertThat(secondStart.path("revision").asInt()).isPositive();
        assertThat(secondStart
                        .path("resources")
                        .path(0)
                        .path("exact")
                        .path("total")
                        .asText())
                .isEqualTo(gibHours(16).toString());
        assertThat(readings).as("nothing was held in the idle hour").anySatisfy(entry -> {
            assertThat(entry.path("at").asText()).isEqualTo(text(idleFrom));
            assertThat(entry.path("resources")
                            .path(0)
                            .path("exact")
                            .path("rate")
                            .asText())
                    .isEqualTo("0");
        });
    }

    private void assertDecisionsRecorded(String user, int permits, int denials) {
        List<DecisionRecord> recorded = new ArrayList<>();
        stage.await("decisions of " + user, () -> {
            recorded.clear();
            recorded.addAll(stage.read(
                    Topics.DECISIONS, DecisionRecord.class, record -> is(record.getRealm(), record.getUser(), user)));
            return recorded.size() >= permits + denials;
        });
        assertThat(recorded)
                .filteredOn(record -> record.getOutcome() == DecisionOutcome.PERMIT)
                .hasSize(permits);
        assertThat(recorded)
                .filteredOn(record -> record.getOutcome() == DecisionOutcome.DENY)
                .hasSize(denials);
        assertThat(recorded).extracting(DecisionRecord::getHub).containsOnly(LAB);
    }
}
