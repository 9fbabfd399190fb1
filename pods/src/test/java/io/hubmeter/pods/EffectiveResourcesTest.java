package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EffectiveResourcesTest {
    private static final ResourceRules LIMITS = ResourceRules.parse(List.of(), List.of("cpu=limits", "memory=limits"));
    private static final ResourceRules LARGER = ResourceRules.parse(List.of(), List.of("cpu=larger", "memory=larger"));

    @Test
    void containersAddUp() throws UnusablePod {
        assertThat(requests("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}
                  - {name: b, resources: {requests: {cpu: '1'}}}
                """)).isEqualTo(of("cpu", "1.5", "memory", "1073741824"));
    }

    @Test
    void theSumIsRoundedUpOnceAndNotEachContainer() throws UnusablePod {
        assertThat(requests("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: 100400u, memory: 1100m, nvidia.com/gpu: 500m}}}
                  - {name: b, resources: {requests: {cpu: 100400u, memory: 1100m, nvidia.com/gpu: 200m}}}
                """)).isEqualTo(of("cpu", "0.201", "memory", "3", "gpu", "1"));
    }

    @Test
    void anInitContainerCountsOnlyIfItNeedsMore() throws UnusablePod {
        assertThat(requests("""
                spec:
                  initContainers:
                  - {name: i, resources: {requests: {cpu: '2', memory: 1Mi}}}
                  - {name: j, resources: {requests: {cpu: '3', memory: 1Mi}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1', memory: 1Gi}}}
                """)).isEqualTo(of("cpu", "3", "memory", "1073741824"));
    }

    @Test
    void anInitContainerRunsBesideTheSidecarsBeforeItOnly() throws UnusablePod {
        assertThat(requests("""
                spec:
                  initContainers:
                  - {name: s, restartPolicy: Always, resources: {requests: {cpu: 100m}}}
                  - {name: i, resources: {requests: {cpu: '2'}}}
                  - {name: t, restartPolicy: Always, resources: {requests: {cpu: 500m}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1'}}}
                """)).isEqualTo(of("cpu", "2.1"));
    }

    @Test
    void sidecarsAddToTheAppContainers() throws UnusablePod {
        assertThat(requests("""
                spec:
                  initContainers:
                  - {name: s, restartPolicy: Always, resources: {requests: {cpu: 100m}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1'}}}
                """)).isEqualTo(of("cpu", "1.1"));
    }

    @Test
    void overheadIsAddedToRequestsAndToLimitsThatThereAre() throws UnusablePod {
        String pod = """
                spec:
                  overhead: {cpu: 250m, memory: 160Mi}
                  initContainers:
                  - {name: i, resources: {requests: {cpu: '2'}, limits: {cpu: '2'}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1'}, limits: {cpu: '1'}}}
                """;
        assertThat(requests(pod)).isEqualTo(of("cpu", "2.25", "memory", "167772160"));
        assertThat(normal(EffectiveResources.of(Yaml.pod(pod), LIMITS))).isEqualTo(of("cpu", "2.25"));
    }

    @Test
    void aLimitStandsInForAMissingRequestButNotForAZero() throws UnusablePod {
        assertThat(requests("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: '0'}, limits: {cpu: '4', memory: 1Gi, nvidia.com/gpu: 1}}}
                """)).isEqualTo(of("memory", "1073741824", "gpu", "1"));
    }

    @Test
    void podLevelResourcesTakeThePlaceOfTheSumButNotOfDevicesOrOverhead() throws UnusablePod {
        String pod = """
                spec:
                  overhead: {cpu: 250m}
                  resources: {requests: {cpu: '3'}, limits: {cpu: '4'}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1', memory: 1Gi}, limits: {nvidia.com/gpu: 1, cpu: '9'}}}
                """;
        assertThat(requests(pod)).isEqualTo(of("cpu", "3.25", "memory", "1073741824", "gpu", "1"));
        assertThat(normal(EffectiveResources.of(Yaml.pod(pod), LIMITS))).isEqualTo(of("cpu", "4.25"));
    }

    @Test
    void aPodLevelLimitStandsInOnlyWhereNoContainerRequests() throws UnusablePod {
        assertThat(requests("""
                spec:
                  resources: {limits: {cpu: '3', memory: 4Gi}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1'}}}
                """)).isEqualTo(of("cpu", "1", "memory", "4294967296"));
    }

    @Test
    void podLevelDevicesAreNotCounted() throws UnusablePod {
        assertThat(requests("""
                spec:
                  resources: {requests: {cpu: '3', nvidia.com/gpu: 8}}
                  containers: [{name: a}]
                """)).isEqualTo(of("cpu", "3"));
    }

    @Test
    void aResizedContainerHoldsTheGreatestOfWantedAllocatedAndActual() throws UnusablePod {
        assertThat(requests(resizing("500m", "'1'", "250m", "[]"))).isEqualTo(of("cpu", "1"));
        assertThat(requests(resizing("500m", "250m", "'2'", "[]"))).isEqualTo(of("cpu", "2"));
        assertThat(requests(resizing("'3'", "250m", "'2'", "[]"))).isEqualTo(of("cpu", "3"));
        assertThat(requests(resizing("'3'", "'1'", "'2'", "[{type: PodResizePending, reason: Deferred}]")))
                .isEqualTo(of("cpu", "3"));
    }

    @Test
    void whatCanNeverFitIsNotHeld() throws UnusablePod {
        assertThat(requests(resizing("'3'", "250m", "500m", "[{type: PodResizePending, reason: Infeasible}]")))
                .isEqualTo(of("cpu", "0.5"));
        assertThat(requests(resizing("'3'", "500m", "250m", "[{type: PodResizePending, reason: Infeasible}]")))
                .isEqualTo(of("cpu", "0.5"));
    }

    @Test
    void sidecarsAreResizedAndInitContainersAreNot() throws UnusablePod {
        String pod = """
                spec:
                  initContainers:
                  - {name: s, %s resources: {requests: {cpu: 100m}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: '1'}}}
                status:
                  initContainerStatuses:
                  - {name: s, allocatedResources: {cpu: '5'}, resources: {requests: {cpu: '6'}}}
                """;
        assertThat(requests(pod.formatted("restartPolicy: Always,"))).isEqualTo(of("cpu", "7"));
        assertThat(requests(pod.formatted(""))).isEqualTo(of("cpu", "1"));
    }

    @Test
    void aResizedPodHoldsTheGreatestAtItsOwnLevelToo() throws UnusablePod {
        String pod = """
                spec:
                  overhead: {cpu: 250m}
                  resources: {requests: {cpu: '2'}}
                  containers: [{name: a, resources: {requests: {cpu: '1'}}}]
                status:
                  conditions: [{type: PodResizePending, reason: %s}]
                  allocatedResources: {cpu: 1250m}
                  resources: {requests: {cpu: 1750m}}
                """;
        assertThat(requests(pod.formatted("Deferred"))).isEqualTo(of("cpu", "2.25"));
        assertThat(requests(pod.formatted("Infeasible"))).isEqualTo(of("cpu", "1.75"));
    }

    @Test
    void limitsFollowAResizeToo() throws UnusablePod {
        String pod = """
                spec:
                  containers:
                  - {name: a, resources: {limits: {cpu: '1'}}}
                status:
                  containerStatuses:
                  - {name: a, allocatedResources: {cpu: '9'}, resources: {limits: {cpu: '4'}}}
                """;
        assertThat(normal(EffectiveResources.of(Yaml.pod(pod), LIMITS))).isEqualTo(of("cpu", "4"));
    }

    @Test
    void theLargerBasisTakesTheGreaterOfBothForEachResource() throws UnusablePod {
        String pod = """
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: '1', memory: 2Gi}, limits: {cpu: '4'}}}
                """;
        assertThat(normal(EffectiveResources.of(Yaml.pod(pod), LARGER)))
                .isEqualTo(of("cpu", "4", "memory", "2147483648"));
        assertThat(normal(EffectiveResources.of(Yaml.pod(pod), LIMITS))).isEqualTo(of("cpu", "4"));
    }

    @Test
    void devicesMappedToOneResourceAddUp() throws UnusablePod {
        ResourceRules rules = ResourceRules.parse(List.of("nvidia.com/*=gpu", "amd.com/gpu=gpu"), List.of());
        assertThat(normal(EffectiveResources.of(Yaml.pod("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {nvidia.com/gpu: 2, nvidia.com/mig-1g.5gb: 3, amd.com/gpu: 1}}}
                """), rules))).isEqualTo(of("gpu", "6"));
    }

    /** The scheduler's own arithmetic overflows here. */
    @Test
    void greatAmountsDoNotOverflow() throws UnusablePod {
        assertThat(requests("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: 9E, memory: 8Ei}}}
                  - {name: b, resources: {requests: {cpu: 9E, memory: 8Ei}}}
                """)).isEqualTo(of("cpu", "18000000000000000000", "memory", "18446744073709551614"));
    }

    @Test
    void aBadQuantityIsNamedByItsPlace() {
        assertThatThrownBy(() -> requests("""
                spec:
                  containers:
                  - {name: a}
                  - {name: b, resources: {requests: {cpu: 1 core}}}
                """))
                .hasMessage(
                        "spec.containers[1].resources.requests.cpu: found '1 core', expected a quantity such as 500m or 2Gi");
        assertThatThrownBy(() -> requests("""
                spec:
                  containers: [{name: a}]
                status:
                  containerStatuses:
                  - {name: a, allocatedResources: {memory: -1}}
                """))
                .hasMessage(
                        "status.containerStatuses[0].allocatedResources.memory: found '-1', expected a quantity that is not below zero");
    }

    @Test
    void aBadQuantityOfSomethingThatIsNotChargedHarmsNobody() throws UnusablePod {
        assertThat(requests("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: '1', ephemeral-storage: much}}}
                """)).isEqualTo(of("cpu", "1"));
    }

    @Test
    void aPodWithoutRequestsHoldsNothing() throws UnusablePod {
        assertThat(requests("spec: {containers: [{name: a}]}")).isEmpty();
    }

    @Test
    void aHoleInTheContainersIsRefused() {
        assertThatThrownBy(() -> requests("spec: {containers: [{name: a}, null]}"))
                .hasMessage("spec.containers[1]: found null, expected an object");
    }

    @Test
    void aPodWithoutSpecCannotBeCounted() {
        assertThatThrownBy(() -> requests("")).hasMessage("spec: found nothing, expected an object");
    }

    @Test
    void aDeviceOfAnImpossibleNameIsRefused() {
        ResourceRules rules = ResourceRules.parse(List.of("example.com/*=*"), List.of());
        String name = "x".repeat(101);
        assertThatThrownBy(() -> EffectiveResources.of(Yaml.pod("""
                spec:
                  containers:
                  - {name: a, resources: {requests: {example.com/%s: 1}}}
                """.formatted(name)), rules))
                .isInstanceOfSatisfying(
                        UnusablePod.class, e -> assertThat(e.reason()).isEqualTo(UnusableReason.BAD_RESOURCE));
    }

    private static String resizing(String wanted, String allocated, String actual, String conditions) {
        return """
                spec:
                  containers:
                  - {name: a, resources: {requests: {cpu: %s}}}
                status:
                  conditions: %s
                  containerStatuses:
                  - {name: a, allocatedResources: {cpu: %s}, resources: {requests: {cpu: %s}}}
                """.formatted(wanted, conditions, allocated, actual);
    }

    private static Map<String, BigDecimal> requests(String pod) throws UnusablePod {
        return normal(EffectiveResources.of(Yaml.pod(pod), ResourceRules.DEFAULT));
    }

    private static Map<String, BigDecimal> of(String... namesAndAmounts) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (int i = 0; i < namesAndAmounts.length; i += 2) {
            amounts.put(namesAndAmounts[i], new BigDecimal(namesAndAmounts[i + 1]));
        }
        return normal(amounts);
    }

    private static Map<String, BigDecimal> normal(Map<String, BigDecimal> amounts) {
        Map<String, BigDecimal> normal = new TreeMap<>();
        amounts.forEach((name, amount) -> normal.put(name, amount.setScale(3)));
        return normal;
    }
}
