package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.hubmeter.core.fuzz.Fuzz;
import io.hubmeter.core.fuzz.Mutations;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a pod holds for a quantity, reading it answers; and what it accepts can be written down and read again. */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuantityFuzzTest {
    private static final List<String> GOOD = List.of(
            "1181116006400m",
            "1e3",
            "100e-3",
            "8Ei",
            "1E",
            "1500Mi",
            "1.5Gi",
            ".5",
            "5.",
            "+5",
            "1n",
            "1e-9999",
            "4G",
            "100u");
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
            "Ti",
            "Pi",
            "Ei",
            "i",
            "e3",
            "e-3",
            "E+9999",
            "e99999",
            "-",
            "+",
            ".",
            "0",
            "1",
            "9223372036854775807",
            "0.000000001");

    @Test
    void everyQuantityIsReadOrRefusedAndComesBack() {
        double share = Fuzz.check("quantities of pods", 20_000, random -> {
            String text = new Mutations(random, GOOD, SNIPPETS).next();
            try {
                BigDecimal value = QuantityText.read(new Quantity(text, ""), "cpu");
                BigDecimal again = QuantityText.read(new Quantity(value.toPlainString(), ""), "cpu");
                if (value.signum() < 0
                        || value.compareTo(QuantityText.MAX) > 0
                        || value.scale() > 9
                        || value.compareTo(again) != 0) {
                    throw new AssertionError("found %s and %s of '%s'".formatted(value, again, text));
                }
                return true;
            } catch (UnusablePod refused) {
                if (String.valueOf(refused.getMessage()).length() > 2_000) {
                    throw new AssertionError("found a message of %d characters, expected 2,000 at most"
                            .formatted(String.valueOf(refused.getMessage()).length()));
                }
                return false;
            }
        });
        assertThat(share).isBetween(0.1, 0.9);
    }
}
