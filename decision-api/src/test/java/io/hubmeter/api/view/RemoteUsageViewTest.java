package io.hubmeter.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.wire.json.GrantJson;
import io.hubmeter.wire.json.PolicyJson;
import io.hubmeter.wire.json.UsageRowJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong on the way, the caller gets one exception that says where and why. */
final class RemoteUsageViewTest {
    private static final AccountId ALICE = new AccountId("hub", "alice");
    private static final RowQuery QUERY =
            new RowQuery(Period.DAY, Instant.EPOCH, Instant.EPOCH.plusSeconds(86_400), ALICE, "hub");
    private static final UsageRow ROW = new UsageRow(
            ALICE,
            Period.DAY,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(7),
            Quantities.of(Resource.GPU, BigInteger.TEN),
            List.of("a\nb"),
            "a\nb",
            null,
            3,
            false,
            true);
    private static final String NONE_HEARD = Scripted.answer(200, "", "{\"heardAt\":null}");
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String NO_COPY = Scripted.answer(503, "Retry-After: 1\r\n", "{\"message\":\"no copy here\"}");

    @Test
    void nobodyThereNamesTheInstance() throws Exception {
        URI nobody = freePort();
        try (RemoteUsageView view = view(nobody)) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(nobody.toString())
                    .hasMessageStartingWith("time heard: ");
            assertThatThrownBy(() -> view.groups(ALICE)).isInstanceOf(UsageUnavailable.class);
            assertThatThrownBy(view::policy).isInstanceOf(UsageUnavailable.class);
            assertThatThrownBy(view::accounts).isInstanceOf(UsageUnavailable.class);
            assertThatThrownBy(() -> view.assess(
                            ALICE, Entitlement.NONE, Request.OF_UNKNOWN_SIZE, Duration.ZERO, Instant.ofEpochMilli(0)))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageStartingWith("assessment of hub/alice: ");
        }
    }

    @Test
    void silenceEndsAtTheDeadline() throws Exception {
        try (Scripted mute = new Scripted(Scripted.SILENCE);
                RemoteUsageView view = new RemoteUsageView(new RemoteUsageConfig(
                        List.of(mute.uri()), second(1), Duration.ofMillis(200), second(1), second(0)))) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(mute.uri() + " did not answer within 200 ms");
        }
    }

    /** The head alone is no answer. */
    @Test
    void aBodyThatNeverComesEndsAtTheDeadline() throws Exception {
        try (Scripted stalled = new Scripted("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + Scripted.SILENCE);
                RemoteUsageView view = new RemoteUsageView(new RemoteUsageConfig(
                        List.of(stalled.uri()), second(1), Duration.ofMillis(200), second(1), second(0)))) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(stalled.uri() + " did not answer within 200 ms");
        }
    }

    @Test
    void aLostConnectionIsTriedOnceMoreAndNoMore() throws Exception {
        try (Scripted shaky = new Scripted(Scripted.GONE, NONE_HEARD);
                RemoteUsageView view = view(shaky.uri())) {
            assertThat(view.heardAt()).isEmpty();
            assertThat(shaky.heads()).hasSize(2);
        }
        try (Scripted gone = new Scripted(Scripted.GONE);
                RemoteUsageView view = view(gone.uri())) {
            assertThatThrownBy(() -> view.assess(
                            ALICE, Entitlement.NONE, Request.OF_UNKNOWN_SIZE, Duration.ZERO, Instant.ofEpochMilli(0)))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(gone.uri().toString());
            assertThat(gone.heads()).hasSize(2);
        }
    }

    @Test
    void anInstanceWithoutACopyIsPassedOver() throws Exception {
        try (Scripted without = new Scripted(NO_COPY);
                Scripted with = new Scripted(NONE_HEARD);
                RemoteUsageView view = view(freePort(), without.uri(), with.uri())) {
            assertThat(view.heardAt()).isEmpty();
            assertThat(view.heardAt()).isEmpty();
            assertThat(without.heads())
                    .as("the one that answered is asked first")
                    .hasSize(1);
        }
    }

    @Test
    void anInstanceThatTakesItsTimeIsNotWaitedFor() throws Exception {
        try (Scripted mute = new Scripted(Scripted.SILENCE);
                Scripted other = new Scripted(NONE_HEARD);
                RemoteUsageView view = view(mute.uri(), other.uri())) {
            assertThat(view.heardAt()).isEmpty();
            assertThat(view.heardAt()).isEmpty();
            assertThat(other.heads()).hasSize(2);
            assertThat(mute.heads()).as("the one that answered is asked first").hasSize(1);
        }
    }

    @Test
    void whoAnsweredForAnAccountIsAskedAboutItTheNextTime() throws Exception {
        String noGroups = "{\"groups\":[]}";
        try (Scripted owner = new Scripted(Scripted.answer(200, "", noGroups));
                Scripted other = new Scripted(Scripted.answer(
                        200, "Hubmeter-Answered-By: " + owner.uri().getAuthority() + "\r\n", noGroups));
                RemoteUsageView view = view(other.uri(), owner.uri())) {
            assertThat(view.groups(ALICE)).isEmpty();
            assertThat(owner.heads()).isEmpty();
            assertThat(view.groups(ALICE)).isEmpty();
            assertThat(view.groups(ALICE)).isEmpty();
            assertThat(other.heads()).hasSize(1);
            assertThat(owner.heads()).hasSize(2);
        }
    }

    @Test
    void whoAnsweredForAnAccountAndIsGoneIsNotAskedAboutItAgain() throws Exception {
        String noGroups = "{\"groups\":[]}";
        URI gone = freePort();
        try (Scripted other = new Scripted(
                        Scripted.answer(200, "Hubmeter-Answered-By: " + gone.getAuthority() + "\r\n", noGroups),
                        Scripted.answer(200, "", noGroups));
                RemoteUsageView view = view(other.uri(), gone)) {
            for (int i = 0; i < 3; i++) {
                assertThat(view.groups(ALICE)).isEmpty();
            }
            assertThat(other.heads()).hasSize(3);
        }
    }

    /** If two are slow there is too much to do, and a third question would be more of it. */
    @Test
    void notMoreThanOneFurtherInstanceIsAskedMeanwhile() throws Exception {
        try (Scripted mute = new Scripted(Scripted.SILENCE);
                Scripted muteToo = new Scripted(Scripted.SILENCE);
                Scripted third = new Scripted(NONE_HEARD);
                RemoteUsageView view = new RemoteUsageView(new RemoteUsageConfig(
                        List.of(mute.uri(), muteToo.uri(), third.uri()),
                        second(1),
                        Duration.ofMillis(400),
                        second(1),
                        second(0)))) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(mute.uri() + " did not answer within 400 ms")
                    .hasMessageContaining(muteToo.uri() + " did not answer within 400 ms");
            assertThat(third.heads()).isEmpty();
        }
    }

    @Test
    void ifNoneHasACopyEachIsNamed() throws Exception {
        try (Scripted one = new Scripted(NO_COPY);
                Scripted other = new Scripted(NO_COPY);
                RemoteUsageView view = view(one.uri(), other.uri())) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(one.uri() + " answered 503")
                    .hasMessageContaining(other.uri() + " answered 503")
                    .hasMessageContaining("no copy here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"heardAt\":\"soon\"}", "{\"heardAt\":1}{}", "<html>"})
    void anAnswerThatCannotBeReadIsNamed(String body) throws Exception {
        try (Scripted odd = new Scripted(Scripted.answer(200, "", body));
                RemoteUsageView view = view(odd.uri())) {
            assertThatThrownBy(view::heardAt)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(odd.uri() + " answered what cannot be read: ");
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsCutOff() throws Exception {
        try (Scripted large = new Scripted(Scripted.answer(200, "", "{\"groups\":[" + " ".repeat(5 << 20) + "]}"));
                RemoteUsageView view = view(large.uri())) {
            assertThatThrownBy(() -> view.groups(ALICE))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(large.uri().toString());
        }
    }

    @Test
    void grantsAreReadLineByLine() throws Exception {
        Grant grant = new Grant(
                "x",
                Grant.Kind.ADDITION,
                ALICE,
                Resource.GPU,
                BigInteger.TEN,
                null,
                Instant.EPOCH,
                null,
                "root",
                "two\nlines\r\u2028",
                Instant.EPOCH);
        String line = new String(GrantJson.write(grant), StandardCharsets.UTF_8) + "\n";
        try (Scripted server = new Scripted(Scripted.answer(200, "", line + line));
                RemoteUsageView view = view(server.uri())) {
            assertThat(view.grants(ALICE)).containsExactly(grant, grant);
            assertThat(server.heads().getFirst()).startsWith("GET /query/v1/grants?account=hub%2Falice HTTP/1.1");
        }
    }

    /** The endpoint has a bound of its own, which may be lower than that of the one who asks. */
    @Test
    void theEndpointsOwnBoundOfReadingsIsPassedOn() throws Exception {
        String refusal = "{\"element\":\"query from, to\",\"found\":\"more than 7 readings\",\"expected\":\"fewer\"}";
        try (Scripted server = new Scripted(Scripted.answer(400, "", refusal));
                RemoteUsageView view = view(server.uri())) {
            assertThatThrownBy(() -> view.history(ALICE, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 100))
                    .isInstanceOf(TooManyReadings.class)
                    .hasMessageContaining("at most 7");
        }
        try (Scripted server = new Scripted(Scripted.answer(400, "", "{\"element\":\"query account\"}"));
                RemoteUsageView view = view(server.uri())) {
            assertThatThrownBy(() -> view.history(ALICE, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 100))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining("answered 400");
        }
    }

    /** A history that is cut must not look like a short one. */
    @Test
    void aHistoryThatBreaksOffIsAnError() throws Exception {
        try (Scripted cut = new Scripted(CHUNKED + "2\r\n{}\r\n");
                RemoteUsageView view = view(cut.uri())) {
            assertThatThrownBy(() -> view.history(ALICE, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 100))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(cut.uri().toString());
        }
    }

    /** A list of accounts that is cut must not look like a short one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "18", "18 {'acc"})
    void aListThatBreaksOffIsAnError(String rest) throws Exception {
        try (Scripted cut = new Scripted(CHUNKED + chunks("18 {'account':'hub/alice'}~ " + rest));
                RemoteUsageView view = view(cut.uri());
                Stream<AccountId> accounts = view.accounts()) {
            assertThatThrownBy(accounts::toList)
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining(cut.uri() + " broke off");
        }
    }

    @Test
    void aWholeListIsRead() throws Exception {
        try (Scripted whole = new Scripted(CHUNKED + chunks("18 {'account':'hub/alice'}~ 0  "));
                RemoteUsageView view = view(whole.uri());
                Stream<AccountId> accounts = view.accounts()) {
            assertThat(accounts).containsExactly(ALICE);
        }
    }

    /** Rows that are cut must not look like few: a report would be too low. */
    @ParameterizedTest
    @ValueSource(strings = {"", "18", "18 {'acc"})
    void rowsThatBreakOffAreAnError(String rest) throws Exception {
        String line = new String(UsageRowJson.write(ROW), StandardCharsets.UTF_8) + "\n";
        String chunk = "%x\r\n%s\r\n".formatted(line.getBytes(StandardCharsets.UTF_8).length, line);
        try (Scripted cut = new Scripted(CHUNKED + chunk + chunks(rest));
                RemoteUsageView view = view(cut.uri());
                Stream<UsageRow> rows = view.rows(QUERY)) {
            assertThatThrownBy(() -> rows.forEach(row -> assertThat(row).isEqualTo(ROW)))
                    .isInstanceOf(UsageUnavailable.class)
                    .hasMessageContaining("rows: " + cut.uri() + " broke off");
        }
    }

    @Test
    void wholeRowsAreReadAsTheyWereAskedFor() throws Exception {
        String line = new String(UsageRowJson.write(ROW), StandardCharsets.UTF_8) + "\n";
        try (Scripted whole = new Scripted(Scripted.answer(200, "", line));
                RemoteUsageView view = view(whole.uri());
                Stream<UsageRow> rows = view.rows(QUERY)) {
            assertThat(rows).containsExactly(ROW);
            assertThat(whole.heads().getFirst())
                    .startsWith(
                            "GET /query/v1/rows?period=day&from=0&to=86400000&account=hub%2Falice&realm=hub HTTP/1.1");
        }
    }

    /** Spaces stand for ends of lines of the chunked coding, a tilde for that of a line of JSON. */
    private static String chunks(String written) {
        return written.replace(" ", "\r\n").replace('~', '\n').replace('\'', '"');
    }

    @Test
    void aPolicyIsAskedForAgainByItsHash() throws Exception {
        Policy policy = Policy.of("p.yaml", "abc", "#", Policy.Rules.DEFAULT, List.of(), Map.of(), Map.of());
        String body = new String(PolicyJson.write(policy), StandardCharsets.UTF_8);
        try (Scripted server = new Scripted(
                        Scripted.answer(200, "ETag: \"abc\"\r\n", body),
                        "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n",
                        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                RemoteUsageView view = new RemoteUsageView(
                        new RemoteUsageConfig(List.of(server.uri()), second(5), second(5), second(5), second(0)))) {
            assertThat(view.policy()).contains(policy);
            assertThat(view.policy()).contains(policy);
            assertThat(view.policy()).isEmpty();
            assertThat(server.heads().get(0)).doesNotContainIgnoringCase("If-None-Match");
            assertThat(server.heads().get(1)).containsIgnoringCase("If-None-Match: \"abc\"");
        }
    }

    @Test
    void aPolicyIsNotAskedForWhileItIsFresh() throws Exception {
        Policy policy = Policy.of("p.yaml", "abc", "#", Policy.Rules.DEFAULT, List.of(), Map.of(), Map.of());
        String body = new String(PolicyJson.write(policy), StandardCharsets.UTF_8);
        try (Scripted server = new Scripted(Scripted.answer(200, "", body));
                RemoteUsageView view = new RemoteUsageView(new RemoteUsageConfig(
                        List.of(server.uri()), second(5), second(5), second(5), Duration.ofHours(1)))) {
            assertThat(view.policy()).contains(policy);
            assertThat(view.policy()).contains(policy);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:1", "http://127.0.0.1:1/query", "127.0.0.1:1", "http://h:1?x"})
    void anInstanceIsABaseUri(String uri) {
        assertThatThrownBy(() -> RemoteUsageConfig.of(URI.create(uri.startsWith("127") ? "//" + uri : uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a URI such as http://127.0.0.1:8790");
    }

    private static RemoteUsageView view(URI... instances) {
        return new RemoteUsageView(
                new RemoteUsageConfig(List.of(instances), second(5), second(20), second(20), second(0)));
    }

    private static Duration second(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static URI freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
