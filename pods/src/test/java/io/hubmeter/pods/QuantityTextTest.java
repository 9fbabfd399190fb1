package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTextTest {
    @ParameterizedTest
    @CsvSource({
        "1181116006400m, 1181116006.4",
        "1e3, 1000",
        "1E3, 1000",
        "100e-3, 0.1",
        "1E-3, 0.001",
        "7Ei, 8070450532247928832",
        "8Ei, 9223372036854775807",
        "9223372036854775807, 9223372036854775807",
        "1E, 1000000000000000000",
        "1500Mi, 1572864000",
        "1.5Gi, 1610612736",
        ".5, 0.5",
        "5., 5",
        "+5, 5",
        "-0, 0",
        "1k, 1000",
        "1Ki, 1024",
        "1n, 0.000000001",
        "0.1n, 0.000000001",
        "1e-9999, 0.000000001",
        "1e9999, 9223372036854775807",
        "100000u, 0.1",
        "4G, 4000000000",
    })
    void quantitiesAreReadExactly(String text, BigDecimal value) throws UnusablePod {
        assertThat(QuantityText.read(Quantity.parse(text), "cpu")).isEqualByComparingTo(value);
        assertThat(QuantityText.read(new Quantity(text, ""), "cpu")).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1K",
                "1e",
                "abc",
                "1.1.1",
                "1 Gi",
                " 1",
                "1 ",
                "1Mi5",
                "0x10",
                "1i",
                "- 1",
                "--1",
                "1gi",
                "Infinity",
                "NaN",
                "1e99999",
                "1e3Mi",
                "e3",
                ".",
                "-",
                "true",
                "\u0663",
                "1\u0000"
            })
    void whatKubernetesWouldNotWriteIsRefused(String text) {
        assertThatThrownBy(() -> QuantityText.read(new Quantity(text, ""), "spec.overhead.cpu"))
                .isInstanceOfSatisfying(
                        UnusablePod.class, e -> assertThat(e.reason()).isEqualTo(UnusableReason.BAD_QUANTITY))
                .hasMessageStartingWith("spec.overhead.cpu: found '")
                .hasMessageEndingWith("', expected a quantity such as 500m or 2Gi");
    }

    @Test
    void aMissingQuantityIsRefused() {
        assertThatThrownBy(() -> QuantityText.read(null, "cpu"))
                .hasMessage("cpu: found null, expected a quantity such as 500m or 2Gi");
        assertThatThrownBy(() -> QuantityText.read(new Quantity(), "cpu")).isInstanceOf(UnusablePod.class);
    }

    @Test
    void aLongTextIsRefusedAndRepeatedInPart() {
        String text = "1".repeat(101);
        assertThatThrownBy(() -> QuantityText.read(new Quantity(text, ""), "cpu"))
                .isInstanceOf(UnusablePod.class)
                .hasMessageContaining("found '" + "1".repeat(80) + "…'");
    }

    @Test
    void aNegativeQuantityIsRefused() {
        assertThatThrownBy(() -> QuantityText.read(Quantity.parse("-500m"), "spec.overhead.cpu"))
                .isInstanceOfSatisfying(
                        UnusablePod.class, e -> assertThat(e.reason()).isEqualTo(UnusableReason.NEGATIVE_QUANTITY))
                .hasMessage("spec.overhead.cpu: found '-500m', expected a quantity that is not below zero");
    }
}
