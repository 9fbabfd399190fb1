package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When which rows of usage are written. */
class UsageRowsTest {
    private static final String ANA = "hub/ana";
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private final DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT);
    private final AccountScript script = new AccountScript(topology);
    private int seenHours;
    private int seenDays;

    @AfterEach
    void close() {
        topology.close();
    }

    private static Instant at(String time) {
        Duration sinceMidnight = Duration.parse("PT" + time.replace(":", "H") + "M");
        return MIDNIGHT.plus(sinceMidnight);
    }

    /** The rows written since this was last asked: hour or day, millicore-hours, revision, whether complete. */
    private List<String> news() {
        List<UsageRow> hours = topology.rows(Period.HOUR);
        List<UsageRow> days = topology.rows(Period.DAY);
        List<String> news = new java.util.ArrayList<>();
        hours.subList(seenHours, hours.size()).forEach(row -> news.add(text(row)));
        days.subList(seenDays, days.size()).forEach(row -> news.add(text(row)));
        seenHours = hours.size();
        seenDays = days.size();
        return news;
    }

    private static String text(UsageRow row) {
        return "%s %s r%d %s until %s"
                .formatted(
                        row.period() == Period.HOUR ? row.start().toString().substring(11, 16) : "day",
                        row.amounts().get(Resource.CPU).divide(java.math.BigInteger.valueOf(3_600_000_000L)) + "m",
                        row.revision(),
                        row.isComplete() ? "complete" : "so far",
                        row.countedUntil().toString().substring(11, 19));
    }

    @Test
    void anOpenServerGivesRowsAtEachHourWithoutAnyEvent() {
        script.starts(ANA, "uid", at("10:30"));
        script.heartbeat(at("10:31"));
        assertThat(news()).as("nothing is used yet").isEmpty();

        script.heartbeat(at("11:00"));
        assertThat(news()).containsExactly("10:00 500m r0 complete until 11:00:00");

        script.heartbeat(at("11:20"));
        script.heartbeat(at("11:59"));
        assertThat(news()).as("within the hour").isEmpty();

        script.heartbeat(at("13:10"));
        assertThat(news())
                .containsExactly("11:00 1000m r0 complete until 12:00:00", "12:00 1000m r0 complete until 13:00:00");
    }

    @Test
    void aServerThatEndedGivesTheRowsOfItsHourAtOnceAndTheLastWordWhenItIsOver() {
        script.starts(ANA, "uid", at("10:30"));
        script.ends(ANA, "uid", at("10:30"), at("10:45"));
        script.heartbeat(at("10:46"));
        assertThat(news()).containsExactly("10:00 250m r0 so far until 10:45:00");

        script.heartbeat(at("10:50"));
        assertThat(news()).isEmpty();
        script.heartbeat(at("11:00"));
        assertThat(news()).containsExactly("10:00 250m r1 complete until 11:00:00");
        script.heartbeat(at("12:00"));
        script.heartbeat(at("23:59"));
        assertThat(news()).isEmpty();
        script.heartbeat(at("24:00"));
        assertThat(news()).containsExactly("day 250m r0 complete until 00:00:00");
        script.heartbeat(at("72:00"));
        assertThat(news()).as("an idle account").isEmpty();
    }

    @Test
    void aLateEndWritesExactlyTheRowsThatItChanges() {
        script.starts(ANA, "early", at("2:00"));
        script.ends(ANA, "early", at("2:00"), at("3:30"));
        script.starts(ANA, "late", at("4:15"));
        script.heartbeat(at("30:00"));
        script.starts(ANA, "another", at("30:00"));
        script.heartbeat(at("34:00"));
        news();

        script.ends(ANA, "late", at("4:15"), at("22:30"));
        script.heartbeat(at("34:01"));

        assertThat(news())
                .containsExactly(
                        "22:00 500m r1 complete until 23:00:00",
                        "23:00 0m r1 complete until 00:00:00",
                        "00:00 0m r1 complete until 01:00:00",
                        "01:00 0m r1 complete until 02:00:00",
                        "02:00 0m r1 complete until 03:00:00",
                        "03:00 0m r1 complete until 04:00:00",
                        "04:00 0m r1 complete until 05:00:00",
                        "05:00 0m r1 complete until 06:00:00",
                        "06:00 1000m r1 complete until 07:00:00",
                        "07:00 1000m r1 complete until 08:00:00",
                        "08:00 1000m r1 complete until 09:00:00",
                        "09:00 1000m r1 complete until 10:00:00",
                        "day 19750m r1 complete until 00:00:00");
    }

    @Test
    void aCorrectionWritesExactlyTheRowsThatItChanges() {
        script.starts(ANA, "uid", at("2:00"));
        script.ends(ANA, "uid", at("2:00"), at("8:00"));
        script.heartbeat(at("50:00"));
        news();

        topology.grant(GrantTopologyTest.correction("c", -1, at("4:30"), at("7:00"), at("50:00")));
        script.heartbeat(at("50:01"));

        assertThat(news())
                .containsExactly(
                        "04:00 500m r1 complete until 05:00:00",
                        "05:00 500m r1 complete until 06:00:00",
                        "day 5000m r1 complete until 00:00:00");
    }

    /** An end at a full hour concerns the hour before it. */
    @Test
    void anEndThatNobodySawIsSaidOfTheHourAndTheDayThatItEnded() {
        script.starts(ANA, "uid", at("9:30"));
        script.heartbeat(at("11:00"));
        topology.pod("", PodRecords.snapshotStarted(AccountScript.SOURCE, 7, at("11:40")));
        topology.pod("", PodRecords.snapshotCompleted(AccountScript.SOURCE, 7, at("11:40")));
        script.heartbeat(at("12:00"));
        script.starts(ANA, "later", at("15:00"));
        script.ends(ANA, "later", at("15:00"), at("16:00"));
        script.heartbeat(at("17:00"));
        script.heartbeat(at("26:00"));

        assertThat(topology.rows(Period.HOUR).stream()
                        .filter(UsageRow::isEstimated)
                        .map(UsageRowsTest::text))
                .containsExactly("10:00 1000m r1 complete until 11:00:00");
        assertThat(topology.rows(Period.DAY).stream()
                        .filter(UsageRow::isEstimated)
                        .map(UsageRow::start)
                        .distinct())
                .containsExactly(MIDNIGHT);
    }

    /** One more source begins to feed the realm, and is behind. */
    @Test
    void rowsAreNotWrittenAnewWhenTheTimeHeardGoesBack() {
        script.starts(ANA, "uid", at("12:00"));
        script.heartbeat(at("15:00"));
        news();

        script.heartbeat("kubernetes/late", at("13:30"));
        script.ends(ANA, "another", at("13:00"), at("13:15"));
        script.heartbeat("kubernetes/late", at("13:31"));
        script.heartbeat("kubernetes/late", at("15:00"));

        assertThat(topology.rows(Period.HOUR).stream()
                        .filter(row -> row.start().equals(at("14:00")))
                        .map(UsageRow::revision))
                .containsExactly(0);
    }

    @Test
    void manyAccountsAreWrittenInSeveralTurns() {
        int accounts = Rows.MOST_AT_ONCE + 200;
        for (int i = 0; i < accounts; i++) {
            script.starts("hub/user-" + i, "uid-" + i, at("2:00"));
        }
        script.heartbeat(at("3:00"));
        int first = topology.rows(Period.HOUR).size();
        script.heartbeat(at("3:00").plusMillis(1));

        assertThat(first).isEqualTo(Rows.MOST_AT_ONCE);
        assertThat(topology.rows(Period.HOUR).stream().map(UsageRow::account).distinct())
                .hasSize(accounts)
                .contains(AccountId.parse("hub/user-" + (accounts - 1)));
    }

    /** After a long silence of its sources a realm has many hours to catch up with at once. */
    @Test
    void manyHoursAreWrittenInSeveralTurns() {
        int accounts = 60;
        int hours = 1_000;
        for (int i = 0; i < accounts; i++) {
            script.starts("hub/user-" + i, "uid-" + i, MIDNIGHT);
        }
        script.heartbeat(MIDNIGHT.plus(Duration.ofHours(hours)));
        assertThat(topology.rows(Period.HOUR)).hasSizeBetween(Rows.MOST_HOURS_AT_ONCE, accounts * hours / 2);

        for (int i = 1; i <= 3; i++) {
            script.heartbeat(MIDNIGHT.plus(Duration.ofHours(hours)).plusMillis(i));
        }
        assertThat(topology.rows(Period.HOUR)).hasSize(accounts * hours);
    }

    /** What is older than the stores keep cannot be told with the right revision, so it is not told. */
    @Test
    void rowsBeginAtTheMostSixtyOneDaysBeforeTheTimeHeard() {
        script.starts(ANA, "old", MIDNIGHT.minus(Duration.ofDays(80)));
        script.heartbeat(at("10:30"));

        assertThat(topology.rows(Period.HOUR).getFirst().start())
                .isEqualTo(at("11:00").minus(Duration.ofDays(61)));
        assertThat(topology.rows(Period.DAY).getFirst().start()).isEqualTo(MIDNIGHT.minus(Duration.ofDays(60)));
    }
}
