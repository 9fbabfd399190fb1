package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.fuzz.Fuzz;
import io.hubmeter.core.fuzz.Mutations;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a request holds for a quantity, reading it answers; and what it accepts can be written down and read again. */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuantityFuzzTest {
    private static final List<Resource> RESOURCES =
            List.of(Resource.CPU, Resource.MEMORY, Resource.GPU, new Resource("nvidia.com/mig-1g.5gb"));
    private static final List<String> GOOD = List.of(
            "2", "0.5", "500m", "4GiB", "4Gi", "1.5G", "1e3", "1E3", "100e-3", "8Ei", "1n", "1u", ".5", "5.", "+5",
            "1000000", "0");
    private static final List<String> SNIPPETS = List.of(
            "n",
            "u",
            "m",
            "k",
            "M",
            "G",
            "T",
            "P",
            "E",
            "Ki",
            "Mi",
            "Gi",
            "KiB",
            "EiB",
            "B",
            "i",
            "e3",
            "e-3",
            "E+999",
            "e2147483647",
            "e-2147483647",
            "e99999999999",
            "-",
            "+",
            ".",
            "0",
            "1",
            "9223372036854775807",
            "0.000001");

    @Test
    void everyStringIsReadOrRefusedAndComesBack() {
        double share = Fuzz.check("quantities of requests, strings", 20_000, random -> holds(random, false));
        assertThat(share).isBetween(0.1, 0.9);
    }

    @Test
    void everyNumberIsReadOrRefusedAndComesBack() {
        double share = Fuzz.check("quantities of requests, numbers", 20_000, random -> holds(random, true));
        assertThat(share).isBetween(0.1, 0.9);
    }

    private static boolean holds(RandomGenerator random, boolean isNumber) {
        Resource resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
        String text = new Mutations(random, GOOD, SNIPPETS).next();
        BigInteger micros;
        try {
            micros = read(resource, text, isNumber);
        } catch (Problem refused) {
            return false;
        }
        String written = new BigDecimal(micros).scaleByPowerOfTen(-6).toPlainString();
        if (micros.signum() < 0
                || micros.bitLength() > 100
                || !read(resource, written, isNumber).equals(micros)) {
            throw new AssertionError("found %s of '%s'".formatted(micros, text));
        }
        return true;
    }

    private static BigInteger read(Resource resource, String text, boolean isNumber) {
        return isNumber ? QuantityText.ofNumber(resource, text, "/cpu") : QuantityText.ofString(resource, text, "/cpu");
    }
}
