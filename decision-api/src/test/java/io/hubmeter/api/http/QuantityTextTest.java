package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantityTextTest {

    @ParameterizedTest
    @CsvSource({
        "cpu,2,2000000",
        "cpu,0.5,500000",
        "cpu,500m,500000",
        "cpu,.5,500000",
        "cpu,1u,1",
        "cpu,1000n,1",
        "cpu,+1e3,1000000000",
        "cpu,1e-6,1",
        "cpu,0,0",
        "cpu,0e999,0",
        "memory,4GiB,4294967296000000",
        "memory,4Gi,4294967296000000",
        "memory,512Mi,536870912000000",
        "memory,1.5G,1500000000000000",
        "memory,1.5KiB,1536000000",
        "memory,7Ei,8070450532247928832000000",
        "memory,9223372036854775807,9223372036854775807000000",
        "memory,1E3,1000000000",
        "memory,1E,1000000000000000000000000",
        "memory,1181116006400m,1181116006400000",
        "gpu,1,1000000",
        "nvidia.com/mig-1g.5gb,3,3000000"
    })
    void quantitiesAreReadExactly(String resource, String written, BigInteger micros) {
        assertThat(QuantityText.ofString(new Resource(resource), written, "/x")).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({"cpu,2e0,2000000", "memory,4294967296,4294967296000000", "gpu,0.000001,1", "cpu,1E+2,100000000"})
    void jsonNumbersAreReadExactly(String resource, String written, BigInteger micros) {
        assertThat(QuantityText.ofNumber(new Resource(resource), written, "/x")).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "four",
                "4 GiB",
                "4gib",
                "4GB",
                "4Gb",
                "4g",
                "0x10",
                "1e",
                "1e1000",
                "1_000",
                "--1",
                "1.2.3",
                ".",
                "Infinity",
                "NaN",
                "٣",
                "1e-7",
                "0.0000001",
                "-1",
                "8Ei",
                "1e19",
                "9223372036854775807.5"
            })
    void whatIsNoAcceptableAmountOfMemoryIsRefused(String written) {
        assertThatThrownBy(() -> QuantityText.ofString(Resource.MEMORY, written, "/resources/memory"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("/resources/memory: found '" + written + "', expected ");
    }

    /** Expanding such a number would take gigabytes; it is refused from its exponent alone. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "1e99999999999", "1e-99999999999"})
    void astronomicNumbersAreRefusedBeforeTheyAreExpanded(String written) {
        assertThatThrownBy(() -> QuantityText.ofNumber(Resource.CPU, written, "/x"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void bytesAreAUnitOfMemoryAlone() {
        assertThatThrownBy(() -> QuantityText.ofString(Resource.CPU, "4GiB", "/x"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aMillionCoresAreTheMost() {
        assertThat(QuantityText.ofString(Resource.CPU, "1M", "/x")).isEqualTo(BigInteger.TEN.pow(12));
        assertThatThrownBy(() -> QuantityText.ofString(Resource.CPU, "1000000.000001", "/x"))
                .hasMessage("/x: found '1000000.000001', expected 0 to 1000000 cores");
    }
}
