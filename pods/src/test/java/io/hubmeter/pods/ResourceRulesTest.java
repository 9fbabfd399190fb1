package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.pods.ResourceRules.Basis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRulesTest {
    @Test
    void gpusAreChargedByDefault() {
        assertThat(ResourceRules.DEFAULT.resource("nvidia.com/gpu")).contains(Resource.GPU);
        assertThat(ResourceRules.DEFAULT.resource("amd.com/gpu")).contains(Resource.GPU);
        assertThat(ResourceRules.DEFAULT.resource("cpu")).contains(Resource.CPU);
        assertThat(ResourceRules.DEFAULT.resource("memory")).contains(Resource.MEMORY);
        assertThat(ResourceRules.DEFAULT.resource("nvidia.com/mig-1g.5gb")).isEmpty();
        assertThat(ResourceRules.DEFAULT.resource("ephemeral-storage")).isEmpty();
        assertThat(ResourceRules.DEFAULT.basis(Resource.GPU)).isEqualTo(Basis.REQUESTS);
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia.com/mig-*=mig, nvidia.com/mig-1g.5gb, mig",
        "nvidia.com/mig-*=nvidia.com/mig-*, nvidia.com/mig-1g.5gb, nvidia.com/mig-1g.5gb",
        "nvidia.com/mig-*=mig/*, nvidia.com/mig-1g.5gb, mig/1g.5gb",
        "example.com/*=example.com/*, example.com/TPU, example.com/tpu",
        "example.com/tpu=tpu, example.com/tpu, tpu",
    })
    void aStarStandsForTheRestOfTheName(String mapping, String extended, String resource) {
        assertThat(ResourceRules.parse(List.of(mapping), List.of()).resource(extended))
                .contains(new Resource(resource));
    }

    @Test
    void theFirstMappingThatMatchesDecides() {
        ResourceRules rules = ResourceRules.parse(List.of("nvidia.com/gpu=gpu", "nvidia.com/*=other"), List.of());
        assertThat(rules.resource("nvidia.com/gpu")).contains(Resource.GPU);
        assertThat(rules.resource("nvidia.com/mig-1g.5gb")).contains(new Resource("other"));
    }

    @Test
    void eachResourceHasItsBasis() {
        ResourceRules rules = ResourceRules.parse(List.of(), List.of("cpu=limits", "memory=larger", "gpu=requests"));
        assertThat(rules.basis(Resource.CPU)).isEqualTo(Basis.LIMITS);
        assertThat(rules.basis(Resource.MEMORY)).isEqualTo(Basis.LARGER);
        assertThat(rules.basis(Resource.GPU)).isEqualTo(Basis.REQUESTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvidia.com/gpu",
                "=gpu",
                "nvidia.com/gpu=",
                "*=gpu",
                "cpu=gpu",
                "memory=gpu",
                "a.b/c=cpu",
                "a.b/c=memory",
                "a.b/c=GPU",
                "a.b/c=a b",
                "a.b/c=x*",
                "a.b/*c=x",
                "a.b/**=x",
                "a.b/c=x*y"
            })
    void anUnacceptableMappingIsRefused(String mapping) {
        assertThatThrownBy(() -> ResourceRules.parse(List.of(mapping), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found ")
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cpu=", "cpu=both", "CPU=limits", "=limits", "cpu=LIMITS"})
    void anUnacceptableBasisIsRefused(String basis) {
        assertThatThrownBy(() -> ResourceRules.parse(List.of(), List.of(basis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aResourceHasOneBasis() {
        assertThatThrownBy(() -> ResourceRules.parse(List.of(), List.of("cpu=limits", "cpu=larger")))
                .hasMessage("basis: found 'cpu=larger', expected each resource once");
    }
}
