package io.hubmeter.collector.jupyterhub;

import static io.hubmeter.collector.jupyterhub.FakeHub.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.collector.jupyterhub.FakeHub.Request;
import io.hubmeter.collector.publish.PublishFailed;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.RetryAfter;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JupyterHubSourceTest {
    private static final Duration POLL = Duration.ofMinutes(1);

    private final FakeHub hub = FakeHub.start();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        hub.close();
    }

    @Test
    void readsEveryPageAndPublishesEveryUser() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);

        driven.runForPauses(0);

        assertThat(driven.topics.groups("lab")).isEqualTo(hub.groups());
        assertThat(hub.queries()).containsExactly("offset=0&limit=2", "offset=2&limit=2", "offset=4&limit=2");
        assertThat(hub.requests())
                .extracting(Request::accept, Request::authorization)
                .containsOnly(Tuple.tuple("application/jupyterhub-pagination+json", "token " + FakeHub.TOKEN));
        assertThat(driven.count("hubmeter.collector.events", "op", "account")).isEqualTo(5);
        assertThat(driven.count("hubmeter.collector.hub.requests", "status", "200"))
                .isEqualTo(3);
    }

    @Test
    void anAccountHasItsGroupsInOrderAndTheInstantOfThePage() {
        hub.put("ann", "z", "a", "m");
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(0);

        assertThat(driven.topics.accounts())
                .containsExactly(new AccountRecord("lab", "ann", List.of("a", "m", "z"), null, FakeTicker.START));
    }

    @Test
    void goesOnAtThePageSizeOfTheHub() {
        fiveUsers();
        hub.mostPerPage(3);
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 200);

        driven.runForPauses(0);

        assertThat(hub.queries()).containsExactly("offset=0&limit=200", "offset=3&limit=3");
        assertThat(driven.topics.groups("lab")).isEqualTo(hub.groups());
    }

    @Test
    void publishesOnlyWhatChanged() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        driven.ticker.atPause(() -> hub.put("u3", "power"));

        driven.runForPauses(3);

        assertThat(driven.topics.accounts()).hasSize(6);
        assertThat(driven.topics.accounts().getLast().getUser()).isEqualTo("u3");
        assertThat(driven.ticker.pauses()).containsOnly(POLL);
    }

    @Test
    void whatWasPublishedBeforeARestartIsNotPublishedAgain() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        driven.runForPauses(0);
        hub.put("u2", "dev");

        driven.runForPauses(2);

        assertThat(driven.topics.accounts())
                .extracting(AccountRecord::getUser)
                .containsExactly("u1", "u2", "u3", "u4", "u5", "u2");
    }

    @Test
    void aUserWhoIsGoneInTwoReadingsHasNoGroupsAnyMore() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        driven.ticker.atPause(() -> hub.remove("u4"));

        driven.runForPauses(1);
        assertThat(driven.topics.groups("lab").get("u4")).containsExactly("regular");

        driven.ticker.endAfter(1);
        driven.runForPauses(2);
        assertThat(driven.topics.groups("lab").get("u4")).isEmpty();
        assertThat(driven.topics.accounts()).hasSize(6);
    }

    /** The hub counts pages by position: while they are read, whoever comes after a deleted user moves to the page before. */
    @Test
    void aUserMovedToAnotherPageMeanwhileIsNotGone() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        driven.runForPauses(0);
        hub.atRequest(() -> hub.remove("u1"));

        driven.runForPauses(2);

        assertThat(hub.queries()).contains("offset=2&limit=2");
        assertThat(driven.topics.accounts())
                .extracting(AccountRecord::getUser)
                .containsExactly("u1", "u2", "u3", "u4", "u5", "u1");
        assertThat(driven.topics.groups("lab").get("u1")).isEmpty();
    }

    @Test
    void waitsAsManySecondsAsTheHubAsksFor() {
        hub.put("ann");
        hub.script(answer(429, "{\"message\":\"Too many\"}", "Retry-After", "17"));
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(1);

        assertThat(driven.ticker.pauses()).containsExactly(Duration.ofSeconds(17), POLL.minusSeconds(17));
        assertThat(driven.topics.groups("lab")).containsOnlyKeys("ann");
        assertThat(driven.count("hubmeter.collector.hub.requests", "status", "429"))
                .isEqualTo(1);
    }

    @Test
    void waitsUntilTheDateTheHubAsksFor() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                FakeTicker.START.plusSeconds(90).atOffset(ZoneOffset.UTC));
        hub.script(answer(503, "", "Retry-After", date));
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(0);

        assertThat(driven.ticker.pauses()).containsExactly(Duration.ofSeconds(90));
        assertThat(driven.source.health().state()).isEqualTo(State.WAITING);
    }

    @Test
    void doesNotWaitLongerThanTheBoundWhateverTheHubAsksFor() {
        hub.script(answer(429, "", "Retry-After", "999999999"));
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(0);

        assertThat(driven.ticker.pauses()).containsExactly(RetryAfter.MOST);
    }

    @Test
    void waitsLongerAndLongerForAHubThatKeepsFailing() {
        FakeHub.Script down = answer(503, "");
        hub.script(down, down, down, down, down, down, down, down, down);
        hub.put("ann");
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(9);

        assertThat(driven.ticker.pauses()).hasSize(10);
        for (int i = 0; i < 9; i++) {
            Duration whole = Duration.ofSeconds(Math.min(60, 1L << i));
            assertThat(driven.ticker.pauses().get(i)).isBetween(whole.dividedBy(2), whole);
        }
        assertThat(driven.topics.groups("lab")).containsOnlyKeys("ann");
    }

    @Test
    void afterAFailureTheSamePageIsAskedForAgain() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        hub.atRequest(() -> {
            if (hub.queries().size() == 1) {
                hub.script(answer(502, "<html>Bad gateway</html>"));
            }
        });

        driven.runForPauses(1);

        assertThat(hub.queries())
                .containsExactly("offset=0&limit=2", "offset=2&limit=2", "offset=2&limit=2", "offset=4&limit=2");
    }

    @Test
    void isLiveWhenEverythingWasRead() {
        fiveUsers();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);
        List<SourceHealth> seen = new ArrayList<>();
        driven.ticker.atPause(() -> seen.add(driven.source.health()));
        assertThat(driven.source.health()).isEqualTo(new SourceHealth(State.WAITING, null, null));

        driven.runForPauses(1);

        assertThat(seen).containsExactly(new SourceHealth(State.LIVE, FakeTicker.START, null));
        assertThat(driven.source.health().state()).isEqualTo(State.WAITING);
    }

    @Test
    void aHubThatCannotBeReachedIsToldAndTriedAgain() {
        fiveUsers();
        int port = hub.port();
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);
        hub.close();

        SourceHealth failing = healthAtFirstPause(driven);
        assertThat(failing.state()).isEqualTo(State.FAILING);
        assertThat(failing.detail())
                .startsWith(hub.apiUrl() + "/users?offset=0&limit=10: found no answer (")
                .endsWith("expected a page of users");

        try (FakeHub again = FakeHub.start(port)) {
            again.put("ann");
            driven.ticker.atPause(() -> {});
            driven.runForPauses(0);
            assertThat(driven.topics.groups("lab")).containsOnlyKeys("ann");
        }
    }

    @Test
    void aHubThatDoesNotAnswerInTimeIsTold() {
        hub.script(exchange -> await());
        DrivenSource driven = new DrivenSource(DrivenSource.config(hub.apiUrl(), 10, 600, Duration.ofMillis(100)));

        assertThat(healthAtFirstPause(driven).detail()).contains("found no answer (none within PT0.1S)");
        assertThat(driven.count("hubmeter.collector.hub.requests", "status", "none"))
                .isPositive();
    }

    @Test
    void aBodyThatNeverEndsIsTold() {
        hub.script(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
        DrivenSource driven = new DrivenSource(DrivenSource.config(hub.apiUrl(), 10, 600, Duration.ofMillis(100)));

        assertThat(healthAtFirstPause(driven).detail()).contains("found no answer (none within PT0.1S)");
    }

    @Test
    void aHugeBodyIsRefused() {
        hub.script(answer(200, " ".repeat(HubClient.MAX_BODY_BYTES + 1)));

        assertThat(healthAtFirstPause(DrivenSource.of(hub.apiUrl(), 10)).detail())
                .contains("found no answer (")
                .contains(Integer.toString(HubClient.MAX_BODY_BYTES));
    }

    @Test
    void garbageIsTold() {
        Map<String, String> details = Map.of(
                "", "body: found nothing, expected an object with items and _pagination; JupyterHub has that since 2.0",
                "<html>\u0007Login</html>", "body: found '<html>\\u{7}Login</html>', expected JSON",
                "{\"items\":[]} x", "expected JSON",
                "[]", "body: found '[]', expected an object with items and _pagination; JupyterHub has that since 2.0",
                "{\"items\":[7],\"_pagination\":{}}", "items[0]: found '7', expected a user",
                "{\"items\":[{\"name\":1,\"groups\":[]}],\"_pagination\":{}}",
                        "items[0].name: found '1', expected text",
                "{\"items\":[{\"name\":\"a\",\"groups\":[null]}],\"_pagination\":{}}",
                        "items[0].groups: found 'null', expected text",
                "{\"items\":[],\"_pagination\":{\"next\":{\"offset\":0,\"limit\":10}}}",
                        "_pagination.next.offset: found '0', expected 1 to 10",
                "{\"items\":[],\"_pagination\":{\"next\":{\"offset\":5,\"limit\":0}}}",
                        "_pagination.next.limit: found '0', expected 1 to 10");

        details.forEach((body, detail) -> {
            hub.script(answer(200, body));
            DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

            assertThat(healthAtFirstPause(driven).detail()).endsWith(detail);
            assertThat(driven.topics.accounts()).isEmpty();
        });
    }

    @Test
    void theTokenNeverGoesToAnotherHost() {
        fiveUsers();
        try (FakeHub trap = FakeHub.start()) {
            String elsewhere = "http://127.0.0.1:" + trap.port();
            hub.nextPagesAt(elsewhere);
            hub.script(answer(302, "", "Location", elsewhere + "/hub/api/users"));
            DrivenSource driven = DrivenSource.of(hub.apiUrl(), 2);

            SourceHealth failing = healthAtFirstPause(driven);
            driven.runForPauses(0);

            assertThat(failing.detail())
                    .endsWith("found status 302 to '%s/hub/api/users', expected 200".formatted(elsewhere));
            assertThat(driven.topics.groups("lab")).isEqualTo(hub.groups());
            assertThat(trap.requests()).isEmpty();
        }
    }

    @Test
    void noMinuteSeesMoreRequestsThanAllowed() {
        for (int i = 0; i < 45; i++) {
            hub.put("user" + i);
        }
        DrivenSource driven = new DrivenSource(DrivenSource.config(hub.apiUrl(), 2, 10, DrivenSource.TIMEOUT));
        List<Duration> sent = new ArrayList<>();
        hub.atRequest(() -> sent.add(driven.ticker.elapsed()));

        driven.runForPauses(6);
        driven.runForPauses(6);

        assertThat(sent).hasSizeGreaterThan(60);
        for (int i = 10; i < sent.size(); i++) {
            assertThat(sent.get(i).minus(sent.get(i - 10))).isGreaterThanOrEqualTo(RequestCeiling.SPAN);
        }
    }

    @Test
    void saysWhichScopesTheTokenLacks() {
        hub.put("ann");
        hub.scopes(List.of("read:users:groups", "read:users:name!user=ann"));

        assertThat(healthAtFirstPause(DrivenSource.of(hub.apiUrl(), 10)).detail())
                .isEqualTo(hub.apiUrl() + "/users?offset=0&limit=10: found status 403 (Action is not authorized with"
                        + " current scopes; requires any of [list:users]), expected 200; the token needs the scopes"
                        + " list:users read:users:name read:users:groups, it lacks list:users");
    }

    @Test
    void saysThatTheTokenMayNotReadGroups() {
        hub.put("ann", "power");
        hub.scopes(List.of("list:users", "read:users:name"));
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        assertThat(healthAtFirstPause(driven).detail())
                .endsWith("items[0]: found no groups, expected it; the token needs the scopes"
                        + " list:users read:users:name read:users:groups, it lacks read:users:groups");
        assertThat(driven.topics.accounts()).isEmpty();
    }

    @Test
    void aTokenIsInNoMessage() {
        hub.scopes(List.of());

        assertThat(healthAtFirstPause(DrivenSource.of(hub.apiUrl(), 10)).toString())
                .doesNotContain(FakeHub.TOKEN);
    }

    @Test
    void usersWhoCannotBeAccountsAreRejectedOnceAndTheOthersGoOn() {
        hub.put("ann", "power");
        hub.put("x".repeat(256));
        hub.put("bob", "g".repeat(256));
        hub.put("zoe");
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(3);

        assertThat(driven.topics.groups("lab")).containsOnlyKeys("ann", "zoe");
        assertThat(driven.topics.rejects())
                .extracting(RejectRecord::getReason, RejectRecord::getOrigin)
                .containsOnly(Tuple.tuple(JupyterHubSource.BAD_USER, "jupyterhub/prod"))
                .hasSize(2);
        assertThat(driven.topics.rejects())
                .extracting(RejectRecord::getMessage)
                .anySatisfy(message -> assertThat(message)
                        .startsWith("user: found 'xxx")
                        .endsWith("of 256 characters, expected 1 to 255 characters of Unicode"))
                .anySatisfy(message -> assertThat(message).startsWith("user 'bob': found group 'ggg"));
        assertThat(driven.count("hubmeter.collector.rejected", "reason", JupyterHubSource.BAD_USER))
                .isEqualTo(2);
    }

    /** In UTF-8 it would become a question mark, and so the account of somebody else. */
    @Test
    void aNameWithHalfACharacterIsRejected() {
        hub.script(answer(
                200,
                "{\"items\":[{\"name\":\"a\\ud83d\",\"groups\":[]},{\"name\":\"a\\ud83d\\ude00\",\"groups\":[]},"
                        + "{\"name\":\"b\",\"groups\":[\"\\ude00\"]}],\"_pagination\":{\"next\":null}}"));
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);

        driven.runForPauses(0);

        assertThat(driven.topics.groups("lab")).containsOnlyKeys("a😀");
        assertThat(driven.topics.rejects())
                .extracting(RejectRecord::getMessage)
                .containsExactly(
                        "user: found 'a\\u{d83d}' of 2 characters, expected 1 to 255 characters of Unicode",
                        "user 'b': found group '\\u{de00}' of 1 characters, expected 1 to 255 characters of Unicode");
    }

    @Test
    void aUserWhoCannotBeAnAccountAnyMoreKeepsWhatWasPublished() {
        hub.put("bob", "power");
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);
        driven.ticker.atPause(() -> hub.put("bob", "g".repeat(256)));

        driven.runForPauses(4);

        assertThat(driven.topics.groups("lab")).isEqualTo(Map.of("bob", List.of("power")));
    }

    @Test
    void aTopicThatCannotBeWrittenEndsTheRun() {
        hub.put("ann");
        DrivenSource driven = DrivenSource.of(hub.apiUrl(), 10);
        driven.topics.refuse();

        assertThatThrownBy(() -> driven.source.run(driven.topics.publisher()))
                .isInstanceOfAny(PublishFailed.class, org.apache.kafka.common.KafkaException.class);
        assertThat(driven.source.health().state()).isEqualTo(State.FAILING);
    }

    private void fiveUsers() {
        for (int i = 1; i <= 5; i++) {
            hub.put("u" + i, "regular");
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SourceHealth healthAtFirstPause(DrivenSource driven) {
        List<SourceHealth> seen = new ArrayList<>();
        driven.ticker.atPause(() -> seen.add(driven.source.health()));
        driven.runForPauses(1);
        assertThat(seen.getFirst().state()).isEqualTo(State.FAILING);
        return seen.getFirst();
    }
}
