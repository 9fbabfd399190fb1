package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser and the schema for editors know the same language, as far as a schema can know it. */
class PolicySchemaTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/policy");
    private static final PolicySchema SCHEMA = new PolicySchema();

    @Test
    void keysAreThoseOfTheParser() {
        assertThat(SCHEMA.keys("")).isEqualTo(PolicyKeys.FILE);
        assertThat(SCHEMA.keys("/$defs/hub")).isEqualTo(PolicyKeys.HUB);
        assertThat(SCHEMA.keys("/$defs/rule")).isEqualTo(PolicyKeys.RULE);
        assertThat(SCHEMA.objects()).containsExactly("", "/$defs/hub", "/$defs/rule");
    }

    static List<Path> goodFiles() throws IOException {
        try (Stream<Path> policies = Files.list(Path.of(System.getProperty("hubmeter.policies", "../policies")));
                Stream<Path> golden = Files.list(GOLDEN)) {
            return Stream.concat(
                            policies.filter(file -> file.toString().endsWith(".yaml")),
                            golden.filter(folder -> Files.exists(folder.resolve("accepted.txt")))
                                    .map(folder -> folder.resolve("policy.yaml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void whatTheParserAcceptsTheSchemaAccepts(Path file) throws IOException {
        assertThat(PolicyFile.read(file)).isInstanceOf(PolicyResult.Valid.class);
        assertThat(SCHEMA.violations(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "combin: max",
                "combine: average",
                "minimumRuntime: ten minutes",
                "minimumRuntime: [ 10m ]",
                "freshness: 15",
                "grace: 5m10h",
                "grace: ''",
                "enforce: 1",
                "enforce: no",
                "unknown: refuse",
                "window: 1 month",
                "warnings: 100%",
                "warnings: 80",
                "warnings: [ 80%, 0% ]",
                "warnings: [ 80%, 80% ]",
                "warnings: { at: 80% }",
                "denial: ''",
                "denial: 'no {remaning}'",
                "denial: 'no {}'",
                "denial: [ 'no' ]",
                "prices: 4 eur per GPU-hour",
                "prices: [ -4 EUR per GPU-hour ]",
                "prices: [ 4 EUR per GPU ]",
                "prices: [ 4 EUR GPU-hour ]",
                "prices: [ 0.0000001 EUR per GPU-hour ]",
                "hubs: [ a ]",
                "hubs: { a: }",
                "hubs: { A: {} }",
                "hubs: { a: { realms: b } }",
                "hubs: { a: { realm: B } }",
                "hubs: { a: { enforce: maybe } }",
                "hubs: { a: { unknown: unknown } }",
                "hubs: { a: { denial: '{x}' } }",
                "default: []",
                "default: [ 1 GPU-hours ]",
                "default: {}",
                "default: { limit: [] }",
                "default: { limits: }",
                "default: { limits: unlimited }",
                "default: { limits: [ -1 GPU-hours ] }",
                "default: { limits: [ 1 GPU ] }",
                "default: { limits: [ 1 GPU-hours per ] }",
                "default: { limits: [ 1 GPU-hours for 30d ] }",
                "default: { limits: [ 1 NVIDIA.com/mig-hours ] }",
                "default: { limits: [ 1.0000001 GPU-hours ] }",
                "default: { limits: [], hubs: [] }",
                "default: { limits: [], hubs: [ A ] }",
                "default: { limits: [], hubs: [ a, a ] }",
                "default: { limits: [], enforce: 0 }",
                "default: { limits: [], description: {} }",
                "groups: { a: 1 GPU-hours }",
                "groups: { '': { limits: [] } }",
                "users: [ a/b ]",
                "users: { alice: { limits: [] } }",
                "users: { Realm/alice: { limits: [] } }",
            })
    void whatASchemaCanTellIsRefusedByBoth(String yaml) {
        assertThat(PolicyFile.parse("p", yaml)).isInstanceOf(PolicyResult.Invalid.class);
        assertThat(SCHEMA.violations(yaml)).isNotEmpty();
    }
}
