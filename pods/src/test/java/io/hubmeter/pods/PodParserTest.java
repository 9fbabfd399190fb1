package io.hubmeter.pods;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodParserTest {
    private static final String METADATA =
            "\"metadata\":{\"uid\":\"u\",\"namespace\":\"n\",\"name\":\"p\",\"resourceVersion\":\"7\"}";

    @Test
    void aPodIsRead() throws UnusablePod {
        Pod pod = PodParser.parse("{\"kind\":\"Pod\",%s}".formatted(METADATA).getBytes(UTF_8));
        assertThat(PodIdentity.of(pod)).isEqualTo(new PodIdentity("u", "n", "p", 7));
    }

    @Test
    void anItemOfAListHasNoKind() throws UnusablePod {
        assertThat(PodParser.parse("{%s}".formatted(METADATA).getBytes(UTF_8))).isNotNull();
    }

    @Test
    void fieldsOfALaterKubernetesAreTolerated() throws UnusablePod {
        assertThat(PodParser.parse("{%s,\"spec\":{\"novel\":{\"a\":[1]}}}"
                        .formatted(METADATA)
                        .getBytes(UTF_8)))
                .isNotNull();
    }

    /** A third of every pod, and nothing that is charged depends on it. */
    @Test
    void whoWroteWhichFieldIsNotLookedAt() throws UnusablePod {
        String metadata = METADATA.replace("{\"uid\"", "{\"managedFields\":7,\"uid\"");
        assertThat(PodParser.parse("{%s}".formatted(metadata).getBytes(UTF_8))
                        .getMetadata()
                        .getManagedFields())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"pod\"",
                "7",
                "{",
                "{}",
                "{} {}",
                "{\"metadata\":null}",
                "{\"metadata\":[]}",
                "\uFFFF",
                "{\"kind\":\"Service\"}",
                "{\"kind\":null}"
            })
    void whatIsNoPodIsRefused(String json) {
        assertThatThrownBy(() -> PodParser.parse(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        UnusablePod.class, e -> assertThat(e.reason()).isEqualTo(UnusableReason.UNREADABLE_POD))
                .hasMessageContaining("found ")
                .hasMessageContaining("expected ");
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        assertThatThrownBy(() -> PodParser.parse(new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'}))
                .isInstanceOf(UnusablePod.class);
    }

    @Test
    void anObjectOfAnotherKindIsRefused() {
        refused("\"kind\":\"Service\"", "kind: found 'Service', expected 'Pod'");
    }

    @Test
    void anElementOfAnotherTypeIsNamed() {
        refused("\"spec\":{\"containers\":\"none\"}", "spec.containers: found 'none', expected a list");
        refused("\"spec\":{\"containers\":[{\"name\":[]}]}", "spec.containers[0].name: found a list, expected text");
        refused("\"spec\":{\"containers\":[{},7]}", "spec.containers[1]: found 7, expected an object");
        refused("\"status\":{\"conditions\":{}}", "status.conditions: found an object, expected a list");
    }

    @Test
    void aQuantityThatIsNoneIsNamed() {
        refused(
                "\"spec\":{\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"\"}}}]}",
                "spec.containers[0].resources.requests.cpu: found '', expected a quantity such as 500m or 2Gi");
        refused(
                "\"spec\":{\"overhead\":{\"cpu\":{}}}",
                "spec.overhead.cpu: found an object, expected a quantity such as 500m or 2Gi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uid", "namespace", "name", "resourceVersion"})
    void aPodWithoutItsIdentityIsRefused(String missing) {
        assertThatThrownBy(() -> {
                    var pod = Yaml.json("");
                    pod.withObjectProperty("metadata").remove(missing);
                    PodParser.parse(pod);
                })
                .hasMessage("metadata.%s: found nothing, expected some text".formatted(missing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "9223372036854775808", "1.5", " 1"})
    void aVersionIsANumber(String version) {
        assertThatThrownBy(() -> {
                    var pod = Yaml.json("");
                    pod.withObjectProperty("metadata").put("resourceVersion", version);
                    PodParser.parse(pod);
                })
                .hasMessage("metadata.resourceVersion: found '%s', expected a whole number from 0 to 2^63 - 1"
                        .formatted(version));
    }

    private static void refused(String part, String message) {
        assertThatThrownBy(() ->
                        PodParser.parse("{%s,%s}".formatted(METADATA, part).getBytes(UTF_8)))
                .isInstanceOf(UnusablePod.class)
                .hasMessage(message);
    }
}
