package io.hubmeter.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and in which words. */
class JsonUnacceptableTest {
    private static final String GOOD =
            "{'account':'hub/alice','limits':[{'resource':'gpu','amount':'5','windowMs':1000,'origin':'user','enforced':true,'changes':[{'at':1793534500000,'amount':'6'}]}],"
                    + "'request':{'gpu':'1000000'},'minimumRuntimeMs':600000,'at':1793534400000}";

    @Test
    void theGoodOneIsRead() {
        assertThat(AssessmentQueryJson.read(utf8(GOOD)).account()).hasToString("hub/alice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            'hub/alice'      | 'alice'          | /account
            'hub/alice'      | 7                | /account
            'gpu','amount'   | 'GPU','amount'   | /limits/0/resource
            '5'              | 5                | /limits/0/amount
            '5'              | '-5'             | /limits/0/amount
            '5'              | '5e3'            | /limits/0/amount
            '5'              | '٥'              | /limits/0/amount
            '5'              | ''               | /limits/0/amount
            '5'              | '-'              | /limits/0/amount
            'windowMs':1000  | 'windowMs':0     | /limits/0/windowMs
            'windowMs':1000  | 'windowMs':1.5   | /limits/0/windowMs
            'windowMs':1000  | 'windowMs':9223372036854775807 | /limits/0/windowMs
            'user'           | 3                | /limits/0/origin
            true             | 'true'           | /limits/0/enforced
            '6'              | '-6'             | /limits/0/changes/0/amount
            1793534500000    | -1               | /limits/0/changes/0/at
            '1000000'        | '-1'             | /request
            600000           | -1               | /minimumRuntimeMs
            1793534400000    | 1e300            | /at
            1793534400000    | '2026-11-01'     | /at
            1793534400000    | -1               | /at
            ,'at':1793534400000 | §§            | /at
            """)
    void aBadElementIsNamed(String from, String to, String element) {
        assertThat(GOOD).contains(from);
        assertThatThrownBy(() -> AssessmentQueryJson.read(utf8(GOOD.replace(from, to == null ? "" : to))))
                .asInstanceOf(InstanceOfAssertFactories.type(JsonUnacceptable.class))
                .satisfies(refusal -> {
                    assertThat(refusal.element()).isEqualTo(element);
                    assertThat(refusal)
                            .hasMessageStartingWith(element + ": found ")
                            .hasMessageContaining(", expected ");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            {'account'                      | cut
            {'account':'a/b'}{}             | trailing
            {'account':'a/b','account':'c/d'} | twice
            [                               | cut
            §§                              | empty
            """)
    void whatIsNoJsonIsRefused(String text, String why) {
        assertThatThrownBy(() -> AccountJson.read(utf8(text == null ? "" : text)))
                .as(why)
                .isInstanceOf(JsonUnacceptable.class)
                .hasMessageStartingWith("body: found ");
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> AccountJson.read(utf8("[".repeat(100_000)))).isInstanceOf(JsonUnacceptable.class);
    }

    @Test
    void halfASurrogatePairIsRefusedRatherThanReplaced() {
        assertThatThrownBy(() -> AccountJson.write(new io.hubmeter.core.metering.AccountId("hub", "a\uD83E")))
                .isInstanceOf(JsonUnacceptable.class);
        assertThatThrownBy(() -> AccountJson.read(utf8("{'account':'hub/a\\uD83E'}")))
                .isInstanceOf(JsonUnacceptable.class)
                .hasMessageStartingWith("/account: found ");
    }

    private static byte[] utf8(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
