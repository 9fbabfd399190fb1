package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodLifeTest {
    private static final Instant START = Instant.parse("2026-11-22T05:00:00Z");
    private static final PodLife RUNNING = new PodLife(START, null, false);
    private static final PodLife GONE = new PodLife(START, null, true);
    private static final String SCHEDULED =
            "conditions: [{type: PodScheduled, status: 'True', lastTransitionTime: '2026-11-22T05:00:00Z'}]";

    @Test
    void aPodWithoutStatusHasNotBegun() throws UnusablePod {
        assertThat(life("spec: {containers: [{name: a}]}")).isEqualTo(new PodLife(null, null, false));
        assertThat(life("status: {}")).isEqualTo(new PodLife(null, null, false));
    }

    @Test
    void aPodStartsWhenItIsScheduled() throws UnusablePod {
        assertThat(of("Pending", "a", "")).isEqualTo(RUNNING);
    }

    @Test
    void aPodThatCannotBeScheduledHasNotBegun() throws UnusablePod {
        assertThat(life("""
                status:
                  phase: Pending
                  conditions:
                  - {type: Ready, status: 'True', lastTransitionTime: '2026-11-22T05:00:00Z'}
                  - {type: PodScheduled, status: 'False', lastTransitionTime: '2026-11-22T05:00:00Z'}
                """).scheduledAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "",
                "2026-11-22",
                "2026-11-22T05:00:00",
                "+12345-01-01T00:00:00Z",
                "0001-01-01T00:00:00Z"
            })
    void aStartThatCannotBeReadIsRefused(String at) {
        assertThatThrownBy(() -> life("""
                status:
                  phase: Running
                  conditions: [{type: PodScheduled, status: 'True', lastTransitionTime: '%s'}]
                """.formatted(at)))
                .isInstanceOfSatisfying(
                        UnusablePod.class, e -> assertThat(e.reason()).isEqualTo(UnusableReason.BAD_TIMESTAMP))
                .hasMessageStartingWith("status.conditions[0].lastTransitionTime: found ");
    }

    @Test
    void aStartThatIsMissingIsRefused() {
        assertThatThrownBy(() -> life("status: {conditions: [{type: PodScheduled, status: 'True'}]}"))
                .hasMessage(
                        "status.conditions[0].lastTransitionTime: found null, expected an instant such as 2026-11-22T05:06:43Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void aPodEndsWhenItsLastContainerDid(String phase) throws UnusablePod {
        assertThat(of(phase, "a, b", ended("a", "05:10:00") + ended("b", "05:11:30")))
                .isEqualTo(endedAt("05:11:30"));
        assertThat(of(phase, "a, b", ended("a", "05:12:00") + ended("b", "05:11:30")))
                .isEqualTo(endedAt("05:12:00"));
    }

    /** A container that ended may be started again. */
    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Running", "Unknown"})
    void aFinishTimeWhileThePodRunsIsNoEnd(String phase) throws UnusablePod {
        assertThat(of(phase, "a", ended("a", "05:10:00"))).isEqualTo(RUNNING);
    }

    @Test
    void aFailedPodWithoutStatusesIsGone() throws UnusablePod {
        assertThat(of("Failed", "a", "")).isEqualTo(GONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "running: {startedAt: '2026-11-22T05:01:00Z'}",
                "terminated: {exitCode: 137, finishedAt: null}",
                "terminated: {exitCode: 137}",
                "terminated: {exitCode: 137, finishedAt: '0001-01-01T00:00:00Z'}",
                "terminated: {exitCode: 128, finishedAt: '1970-01-01T00:00:00Z'}",
                "waiting: {reason: ContainerCreating}",
                ""
            })
    void aContainerThatDoesNotTellItsEndLeavesThePodsEndOpen(String state) throws UnusablePod {
        String silent = "  - {name: b, state: {%s}}\n".formatted(state);
        assertThat(of("Failed", "b", silent)).isEqualTo(GONE);
        assertThat(of("Failed", "a, b", ended("a", "05:10:00") + silent)).isEqualTo(GONE);
    }

    @Test
    void theLastStateIsOfARunBefore() throws UnusablePod {
        assertThat(
                        of(
                                "Failed",
                                "a",
                                "  - {name: a, state: {waiting: {}}, lastState: {terminated: {exitCode: 1, finishedAt: '2026-11-22T05:10:00Z'}}}\n"))
                .isEqualTo(GONE);
    }

    @Test
    void aSidecarThatEndsLaterEndsThePod() throws UnusablePod {
        assertThat(initialised("restartPolicy: Always,", 0, "05:12:00", ended("a", "05:10:00")))
                .isEqualTo(endedAt("05:12:00"));
    }

    @Test
    void anInitContainersEndIsNotThatOfAPodThatRanAndWasLost() throws UnusablePod {
        assertThat(initialised("", 0, "05:02:00", "")).isEqualTo(GONE);
        assertThat(initialised("", 0, "05:02:00", ended("a", "05:10:00"))).isEqualTo(endedAt("05:10:00"));
    }

    @Test
    void aFailedInitContainerEndsThePodThatNeverRan() throws UnusablePod {
        assertThat(initialised("", 1, "05:02:00", "  - {name: a, state: {waiting: {reason: PodInitializing}}}\n"))
                .isEqualTo(endedAt("05:02:00"));
    }

    @Test
    void anEphemeralContainerThatEndsLaterEndsThePod() throws UnusablePod {
        assertThat(of(
                        "Succeeded",
                        "a",
                        ended("a", "05:10:00") + "  ephemeralContainerStatuses:\n" + ended("debug", "05:13:00")))
                .isEqualTo(endedAt("05:13:00"));
    }

    @Test
    void anEphemeralContainerThatIsSaidToRunLeavesThePodsEndOpen() throws UnusablePod {
        assertThat(of(
                        "Failed",
                        "a",
                        ended("a", "05:10:00")
                                + "  ephemeralContainerStatuses:\n  - {name: debug, state: {running: {}}}\n"))
                .isEqualTo(GONE);
    }

    @Test
    void anEndBeforeTheStartIsNotUsable() throws UnusablePod {
        assertThat(of("Succeeded", "a", ended("a", "04:59:59"))).isEqualTo(GONE);
        assertThat(of("Succeeded", "a", ended("a", "05:00:00"))).isEqualTo(endedAt("05:00:00"));
    }

    @Test
    void aFinishTimeThatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> of("Failed", "a", "  - {name: a, state: {terminated: {finishedAt: soon}}}\n"))
                .hasMessage(
                        "status.containerStatuses[0].state.terminated.finishedAt: found 'soon', expected an instant such as 2026-11-22T05:06:43Z");
    }

    private static String ended(String name, String at) {
        return "  - {name: %s, state: {terminated: {exitCode: 0, finishedAt: '2026-11-22T%sZ'}}}\n".formatted(name, at);
    }

    private static PodLife endedAt(String at) {
        return new PodLife(START, Instant.parse("2026-11-22T" + at + "Z"), false);
    }

    private static PodLife initialised(String policy, int exitCode, String initEnd, String statuses)
            throws UnusablePod {
        return life("""
                spec:
                  initContainers: [{%s name: i}]
                  containers: [{name: a}]
                status:
                  phase: Failed
                  %s
                  initContainerStatuses:
                  - {name: i, state: {terminated: {exitCode: %d, finishedAt: '2026-11-22T%sZ'}}}
                  containerStatuses:
                %s""".formatted(policy, SCHEDULED, exitCode, initEnd, statuses));
    }

    private static PodLife of(String phase, String containers, String statuses) throws UnusablePod {
        StringBuilder specs = new StringBuilder();
        for (String name : containers.split(", ", -1)) {
            specs.append("  - name: ").append(name).append('\n');
        }
        return life("""
                spec:
                  containers:
                %sstatus:
                  phase: %s
                  %s
                  containerStatuses:
                %s""".formatted(specs, phase, SCHEDULED, statuses));
    }

    private static PodLife life(String pod) throws UnusablePod {
        return PodLife.of(Yaml.pod(pod));
    }
}
