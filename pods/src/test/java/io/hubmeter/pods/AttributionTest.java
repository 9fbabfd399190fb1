package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.pods.Attribution.Nobody;
import io.hubmeter.pods.Attribution.OfDaskCluster;
import io.hubmeter.pods.Attribution.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionTest {
    @Test
    void theAnnotationDecidesAndNotTheLabelOrTheName() throws UnusablePod {
        assertThat(
                        of(
                                "metadata: {labels: {hub.jupyter.org/username: bob}, annotations: {hub.jupyter.org/username: bobby}}"))
                .isEqualTo(new User("bobby"));
        assertThat(of("metadata: {labels: {hub.jupyter.org/username: bob}}"))
                .isInstanceOfSatisfying(
                        Nobody.class, no -> assertThat(no.reason()).isEqualTo(Unattributed.NO_USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "o'neil", "josé ñandú", "<b>&amp;", "Bob", " ", "\uD83D\uDE00", "bob--x", "\u0000"})
    void everyNameIsTakenAsItIs(String name) throws UnusablePod {
        assertThat(annotated(name)).isEqualTo(new User(name));
    }

    @Test
    void aNameHasOneTo255Characters() throws UnusablePod {
        assertThat(annotated("x".repeat(255))).isEqualTo(new User("x".repeat(255)));
        assertThat(annotated("x".repeat(256)))
                .isEqualTo(new Nobody(
                        Unattributed.BAD_USER,
                        "metadata.annotations.hub.jupyter.org/username: found 256 characters, expected 1 to 255"));
        assertThat(annotated(""))
                .isEqualTo(new Nobody(
                        Unattributed.BAD_USER,
                        "metadata.annotations.hub.jupyter.org/username: found 0 characters, expected 1 to 255"));
    }

    /** Written as UTF-8, all of these would become the same account. */
    @Test
    void halfACharacterIsNoName() throws UnusablePod {
        assertThat(annotated("bob\uD83D"))
                .isInstanceOfSatisfying(
                        Nobody.class, no -> assertThat(no.reason()).isEqualTo(Unattributed.BAD_USER));
    }

    @Test
    void aDaskPodBelongsToItsClusterUnlessItIsAnnotated() throws UnusablePod {
        String labelled = "metadata: {labels: {gateway.dask.org/cluster: c0ffee}%s}";
        assertThat(of(labelled.formatted(""))).isEqualTo(new OfDaskCluster("jhub", "c0ffee"));
        assertThat(of(labelled.formatted(", annotations: {hub.jupyter.org/username: dave.b}")))
                .isEqualTo(new User("dave.b"));
        assertThat(of("metadata: {labels: {gateway.dask.org/cluster: ''}}")).isInstanceOf(Nobody.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"component", "app.kubernetes.io/component"})
    void aPlaceholderIsNobodysEvenWhenItIsAnnotated(String label) throws UnusablePod {
        assertThat(of("metadata: {labels: {%s: user-placeholder}, annotations: {hub.jupyter.org/username: bob}}"
                        .formatted(label)))
                .isInstanceOfSatisfying(
                        Nobody.class, no -> assertThat(no.reason()).isEqualTo(Unattributed.PLACEHOLDER));
    }

    @Test
    void theServerIsThatOfTheAnnotationOrOfDask() {
        assertThat(PodLabels.server(Yaml.pod(""))).isEmpty();
        assertThat(
                        PodLabels.server(
                                Yaml.pod(
                                        "metadata: {labels: {hub.jupyter.org/servername: slug}, annotations: {hub.jupyter.org/servername: my lab}}")))
                .isEqualTo("my lab");
        assertThat(
                        PodLabels.server(
                                Yaml.pod(
                                        "metadata: {labels: {gateway.dask.org/cluster: c0ffee}, annotations: {hub.jupyter.org/servername: lab}}")))
                .isEqualTo("dask-gateway/c0ffee");
    }

    private static Attribution annotated(String name) throws UnusablePod {
        ObjectNode pod = Yaml.json("");
        pod.withObjectProperty("metadata").withObjectProperty("annotations").put(Attribution.USER_ANNOTATION, name);
        return Attribution.of(PodParser.parse(pod));
    }

    private static Attribution of(String pod) throws UnusablePod {
        return Attribution.of(PodParser.parse(Yaml.json(pod)));
    }
}
