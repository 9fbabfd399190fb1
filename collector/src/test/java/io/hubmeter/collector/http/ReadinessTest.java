package io.hubmeter.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReadinessTest {
    private static final FakeSource WATCHING = FakeSource.of("kubernetes/prod/a", State.LIVE, null);

    @ParameterizedTest
    @CsvSource({"LIVE,true", "WAITING,true", "SNAPSHOT,false", "FAILING,false"})
    void everyKubernetesSourceCounts(State state, boolean isReady) {
        FakeSource other = FakeSource.of("kubernetes/prod/b", state, null);

        assertThat(Readiness.of(List.of(WATCHING, other)).isReady()).isEqualTo(isReady);
        assertThat(Readiness.of(List.of(other, WATCHING)).isReady()).isEqualTo(isReady);
    }

    /** Without its Lease a collector never begins, nor could it take over. */
    @ParameterizedTest
    @CsvSource({"LIVE,true", "WAITING,true", "FAILING,false"})
    void theLeaseCounts(State state, boolean isReady) {
        FakeSource lease = FakeSource.of("lease/hubmeter/hubmeter-collector", state, null);

        assertThat(Readiness.of(List.of(WATCHING, lease)).isReady()).isEqualTo(isReady);
    }

    @ParameterizedTest
    @EnumSource
    void hubsAndPoliciesAreOnlyShown(State state) {
        FakeSource hub = FakeSource.of("jupyterhub/main", state, "found HTTP 502");
        FakeSource policy = FakeSource.of("policy/p.yaml", state, null);
        Readiness readiness = Readiness.of(List.of(hub, WATCHING, policy));

        assertThat(readiness.isReady()).isTrue();
        assertThat(text(readiness))
                .contains("\"name\":\"jupyterhub/main\",\"state\":\"" + state + "\",\"counts\":false")
                .contains("\"detail\":\"found HTTP 502\"");
    }

    @Test
    void aCollectorThatStartsIsNotReady() {
        Readiness readiness = Readiness.of(null);

        assertThat(readiness.isReady()).isFalse();
        assertThat(text(readiness)).isEqualTo("{\"status\":\"starting\",\"sources\":[]}");
    }

    @Test
    void everythingAboutASourceIsTold() {
        FakeSource never = new FakeSource(
                "kubernetes/dev", new SourceHealth(State.FAILING, null, "found 403\u001b[2J\n, expected 200"));

        assertThat(text(Readiness.of(List.of(WATCHING, never))))
                .isEqualTo("{\"status\":\"not-ready\",\"sources\":["
                        + "{\"name\":\"kubernetes/prod/a\",\"state\":\"LIVE\",\"counts\":true,"
                        + "\"heardAt\":\"2026-11-22T10:00:00Z\",\"detail\":null},"
                        + "{\"name\":\"kubernetes/dev\",\"state\":\"FAILING\",\"counts\":true,"
                        + "\"heardAt\":null,\"detail\":\"found 403\\\\u{1b}[2J\\\\u{a}, expected 200\"}]}");
    }

    @Test
    void detailsAreBounded() {
        FakeSource talkative = FakeSource.of("kubernetes/dev", State.FAILING, "x".repeat(1_000_000));

        assertThat(text(Readiness.of(List.of(talkative)))).hasSizeLessThan(1_000);
    }

    private static String text(Readiness readiness) {
        return new String(readiness.json(), StandardCharsets.UTF_8);
    }
}
