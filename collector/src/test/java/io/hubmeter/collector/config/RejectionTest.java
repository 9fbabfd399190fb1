package io.hubmeter.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and in which words. */
class RejectionTest {

    /** A setting, a value, and what is said of it: found and expected. */
    private static final String REFUSED = """
            kafka.bootstrap-servers | kafka | found 'kafka', expected host:port, or several separated by commas
            kafka.bootstrap-servers | a:1,b:65536 | found 'b:65536' in a list of 2, expected host:port, or several separated by commas
            kafka.bootstrap-servers | a:0 | found 'a:0', expected host:port, or several separated by commas
            kafka.bootstrap-servers | | found '', expected host:port, or several separated by commas
            kafka.properties-file | | found '', expected the path of a file
            schema-registry.url | ftp://r | found 'ftp://r', expected an http or https URL with a host, and without user, query and fragment
            schema-registry.url | registry:8081 | found 'registry:8081', expected an http or https URL with a host, and without user, query and fragment
            schema-registry.url | http://me:pa55@r/x | found 'http://…@r/x', expected an http or https URL with a host, and without user, query and fragment
            schema-registry.url | http://r/?a=b | found 'http://r/?a=b', expected an http or https URL with a host, and without user, query and fragment
            kubernetes | prod,prod | found 'prod' in a list of 2, expected names of clusters, separated by commas, each once, of 1 to 63 characters of a-z, 0-9 and -
            kubernetes | prod,dev.eu | found 'dev.eu' in a list of 2, expected names of clusters, separated by commas, each once, of 1 to 63 characters of a-z, 0-9 and -
            jupyterhub | main, | found '' in a list of 2, expected names of hubs, separated by commas, each once, of 1 to 63 characters of a-z, 0-9 and -
            policy.file | | found '', expected the path of a file
            realms | main | found 'main', expected hub=realm, or several separated by commas, each hub once; both of 1 to 63 characters of a-z, 0-9 and -
            realms | main=a,main=b | found 'main=b' in a list of 2, expected hub=realm, or several separated by commas, each hub once; both of 1 to 63 characters of a-z, 0-9 and -
            realms | main=A | found 'main=A', expected hub=realm, or several separated by commas, each hub once; both of 1 to 63 characters of a-z, 0-9 and -
            heartbeat.interval | 1 | found '1', expected a duration such as 500ms, 15s, 10m or 1m30s, from 200ms to 10s
            heartbeat.interval | 199ms | found '199ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 200ms to 10s
            heartbeat.interval | 10s1ms | found '10s1ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 200ms to 10s
            leader-election | yes | found 'yes', expected true or false
            leader-election.cluster | Prod! | found 'Prod!', expected one of the names in 'kubernetes'
            leader-election.namespace | -x | found '-x', expected the name of a namespace
            leader-election.lease | A | found 'A', expected the name of a Kubernetes object
            leader-election.identity | a b | found 'a b', expected 1 to 128 characters of A-Z, a-z, 0-9, '.', '_' and '-'
            leader-election.lease-duration | 14500ms | found '14500ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 1s to 5m in whole seconds
            leader-election.renew-deadline | 1h | found '1h', expected a duration such as 500ms, 15s, 10m or 1m30s, from 500ms to 5m
            leader-election.retry-period | 99ms | found '99ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 100ms to 1m
            http.host | a b | found 'a b', expected an address or a host name
            http.port | 65536 | found '65536', expected a whole number (port) from 0 to 65535
            http.port | 8788x | found '8788x', expected a whole number (port) from 0 to 65535
            http.port | 99999999999999999999 | found '99999999999999999999', expected a whole number (port) from 0 to 65535
            kubernetes.<cluster>.hubs | jhub | found 'jhub', expected namespace=hub, or several separated by commas, each namespace once; a namespace may be * for all others, a hub is 1 to 63 characters of a-z, 0-9 and -
            kubernetes.<cluster>.hubs | a=x,b=Y | found 'b=Y' in a list of 2, expected namespace=hub, or several separated by commas, each namespace once; a namespace may be * for all others, a hub is 1 to 63 characters of a-z, 0-9 and -
            kubernetes.<cluster>.hubs | a*=x | found 'a*=x', expected namespace=hub, or several separated by commas, each namespace once; a namespace may be * for all others, a hub is 1 to 63 characters of a-z, 0-9 and -
            kubernetes.<cluster>.hubs | | found no namespace, expected at least one
            kubernetes.<cluster>.kubeconfig | | found '', expected the path of a file
            kubernetes.<cluster>.context | | found '', expected the name of a context
            kubernetes.<cluster>.selector | a in b | found 'a in b', expected a label selector as of kubectl -l
            kubernetes.<cluster>.selector | | found '', expected a label selector as of kubectl -l
            kubernetes.<cluster>.dask | 1 | found '1', expected true or false
            kubernetes.<cluster>.resources | nvidia.com/gpu=gpu,x/y=memory | found 'x/y=memory' in a list of 2, expected extended-resource=resource, or several separated by commas, each extended-resource once; * may stand at the end of the first or of both, the second is not cpu or memory
            kubernetes.<cluster>.resources | x/y=z* | found 'x/y=z*', expected extended-resource=resource, or several separated by commas, each extended-resource once; * may stand at the end of the first or of both, the second is not cpu or memory
            kubernetes.<cluster>.resources | *=gpu | found '*=gpu', expected extended-resource=resource, or several separated by commas, each extended-resource once; * may stand at the end of the first or of both, the second is not cpu or memory
            kubernetes.<cluster>.resources | x/y= | found 'x/y=', expected extended-resource=resource, or several separated by commas, each extended-resource once; * may stand at the end of the first or of both, the second is not cpu or memory
            kubernetes.<cluster>.basis | cpu=limit | found 'cpu=limit', expected resource=requests|limits|larger, or several separated by commas, each resource once; a resource is cpu, memory, gpu or a mapped one (did you mean 'limits'?)
            kubernetes.<cluster>.basis | CPU=limits | found 'CPU=limits', expected resource=requests|limits|larger, or several separated by commas, each resource once; a resource is cpu, memory, gpu or a mapped one
            kubernetes.<cluster>.page-size | 0 | found '0', expected a whole number (pods) from 1 to 5000
            kubernetes.<cluster>.page-size | 5001 | found '5001', expected a whole number (pods) from 1 to 5000
            kubernetes.<cluster>.queue | 20k | found '20k', expected a whole number (records) from 100 to 1000000
            kubernetes.<cluster>.ping-interval | 999ms | found '999ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 1s to 5m
            kubernetes.<cluster>.silence | 2h | found '2h', expected a duration such as 500ms, 15s, 10m or 1m30s, from 1s to 1h
            jupyterhub.<hub>.url | hub.example | found 'hub.example', expected an http or https URL with a host, and without user, query and fragment
            jupyterhub.<hub>.token | t0p s3cret | found [hidden], expected 1 to 8192 printable ASCII characters without spaces
            jupyterhub.<hub>.token | | found [hidden], expected 1 to 8192 printable ASCII characters without spaces
            jupyterhub.<hub>.poll-interval | 999ms | found '999ms', expected a duration such as 500ms, 15s, 10m or 1m30s, from 1s to 1d
            jupyterhub.<hub>.requests-per-minute | 0 | found '0', expected a whole number (requests per minute) from 1 to 6000
            jupyterhub.<hub>.page-size | 201 | found '201', expected a whole number (users) from 1 to 200
            """;

    @TempDir
    private Path folder;

    static Stream<Arguments> refused() {
        return REFUSED.lines().map(line -> Arguments.of((Object[]) line.split(" *\\| *", 3)));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("refused")
    void unacceptableValueIsRefusedWithFoundAndExpected(String key, String value, String message) {
        String realKey = key.replace("<cluster>", "prod").replace("<hub>", "main");
        Inputs inputs = Inputs.clusterAndHub().argument(realKey + "=" + value.strip());

        assertThat(inputs.problems(folder)).contains("argument 1: " + realKey + ": " + message);
    }

    @Test
    void everySettingIsRefusedSomehow() {
        List<String> shown =
                refused().map(row -> String.valueOf(row.get()[0])).distinct().toList();

        assertThat(Declaration.groups().stream()
                        .flatMap(group -> group.settings().stream())
                        .map(Group.Setting::key))
                .as("its files are in tests of their own")
                .filteredOn(key -> !key.endsWith(".token-file"))
                .containsExactlyInAnyOrderElementsOf(shown);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        List<String> problems = new Inputs(Map.of(), Map.of(), List.of(), Inputs.HOST)
                .in(Inputs.Origin.FILE, "http.prot", "1")
                .in(Inputs.Origin.FILE, "heartbeat.interval", "1min")
                .in(Inputs.Origin.FILE, "kubernetes", "prod")
                .in(Inputs.Origin.ENVIRONMENT, "http.port", "x")
                .in(Inputs.Origin.ARGUMENT, "kubernetes.prod.dask", "maybe")
                .problems(folder);

        assertThat(problems)
                .containsExactly(
                        "c.properties:1: found unknown setting 'http.prot', expected one that 'hubmeter collect --help' lists "
                                + "(did you mean 'http.port'?)",
                        "kafka.bootstrap-servers: found nothing, expected host:port, or several separated by commas",
                        "schema-registry.url: found nothing, expected an http or https URL with a host, and without user, query "
                                + "and fragment",
                        "c.properties:2: heartbeat.interval: found '1min', expected a duration such as 500ms, 15s, 10m or 1m30s, "
                                + "from 200ms to 10s",
                        "HUBMETER_HTTP_PORT: http.port: found 'x', expected a whole number (port) from 0 to 65535",
                        "kubernetes.prod.hubs: found nothing, expected namespace=hub, or several separated by commas, each "
                                + "namespace once; a namespace may be * for all others, a hub is 1 to 63 characters of a-z, 0-9 "
                                + "and -",
                        "argument 1: kubernetes.prod.dask: found 'maybe', expected true or false");
    }

    @Test
    void unknownSettingsAreRefusedWhereverTheyStand() {
        Inputs inputs = Inputs.cluster()
                .in(Inputs.Origin.FILE, "kubernetes.prod.selectr", "a")
                .in(Inputs.Origin.FILE, "kubernetes.dev.hubs", "a=b")
                .in(Inputs.Origin.FILE, "quite.something.else", "a")
                .variable("HUBMETER_KUBERNETES_PROD_HUB", "a=b")
                .variable("HUBMETER_JUPYTERHUB_MAIN_TOKEN", "s3cret")
                .argument("realm=a=b")
                .argument("s3cret");

        assertThat(inputs.problems(folder))
                .containsExactly(
                        "argument 2: found no '=', expected KEY=VALUE",
                        "c.properties:5: found unknown setting 'kubernetes.prod.selectr', expected one that 'hubmeter collect "
                                + "--help' lists (did you mean 'kubernetes.prod.selector'?)",
                        "c.properties:6: found unknown setting 'kubernetes.dev.hubs', expected settings of the names in "
                                + "'kubernetes', which are: prod (did you mean 'kubernetes.prod.hubs'?)",
                        "c.properties:7: found unknown setting 'quite.something.else', expected one that 'hubmeter collect --help' "
                                + "lists",
                        "HUBMETER_JUPYTERHUB_MAIN_TOKEN: found unknown setting 'HUBMETER_JUPYTERHUB_MAIN_TOKEN', expected settings "
                                + "of the names in 'jupyterhub', which are: none",
                        "HUBMETER_KUBERNETES_PROD_HUB: found unknown setting 'HUBMETER_KUBERNETES_PROD_HUB', expected one that "
                                + "'hubmeter collect --help' lists (did you mean 'HUBMETER_KUBERNETES_PROD_HUBS'?)",
                        "argument 1: found unknown setting 'realm', expected one that 'hubmeter collect --help' lists (did you mean "
                                + "'realms'?)");
    }

    /** A Service called hubmeter-api in the collector's namespace puts all these into its environment. */
    @Test
    void variablesThatAreNobodysMistakeAreLeftAlone() throws Exception {
        Inputs inputs = Inputs.cluster()
                .variable("HUBMETER_HOME", "/opt")
                .variable("HUBMETER_URL", "http://api")
                .variable("HUBMETER_API_SERVICE_HOST", "10.0.0.1")
                .variable("HUBMETER_API_SERVICE_PORT", "80")
                .variable("HUBMETER_API_SERVICE_PORT_HTTP", "80")
                .variable("HUBMETER_API_PORT", "tcp://10.0.0.1:80")
                .variable("HUBMETER_API_PORT_80_TCP", "tcp://10.0.0.1:80")
                .variable("HUBMETER_API_PORT_80_TCP_ADDR", "10.0.0.1")
                .variable("PATH", "/bin");

        assertThat(inputs.read(folder).http().port()).isEqualTo(8788);
        assertThat(inputs.variable("HUBMETER_API_PORT", "80").problems(folder)).hasSize(1);
    }

    @Test
    void theSameKeyTwiceIsRefused() {
        Path file = Inputs.written(folder, "twice.properties", "http.port=1\n# x\nhttp.port=2\n");
        List<String> arguments = List.of("http.port=3", "http.host=a", "http.port=4");

        assertThat(Inputs.problems(new ConfigInput(file, Map.of(), arguments, Inputs.HOST)))
                .contains(
                        "twice.properties:3: http.port: found this key again, first at twice.properties:1, expected each key once",
                        "argument 3: http.port: found this key again, first in argument 1, expected each key once");
    }

    @Test
    void linesAreCountedOverContinuationsAndComments() {
        String text = "\uFEFF# first \\\nkubernetes = pr\\\n   od\r\n\n! a\nhttp.port : \\\n  x\nbad=\\u12\n";
        Path file = Inputs.written(folder, "odd.properties", text);

        assertThat(Inputs.problems(new ConfigInput(file, Map.of(), List.of(), Inputs.HOST)))
                .contains(
                        "odd.properties:6: http.port: found 'x', expected a whole number (port) from 0 to 65535",
                        "odd.properties:8: found a malformed \\u escape, expected four hexadecimal digits after \\u")
                .noneMatch(problem -> problem.contains("kubernetes: found nothing"));
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws Exception {
        Path missing = folder.resolve("missing");
        Path latin = Files.write(folder.resolve("latin"), "http.host=é".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.write(folder.resolve("large"), new byte[PropertiesText.MAX_BYTES + 1]);
        String expected = "expected a readable file in UTF-8 of at most 1,048,576 bytes";

        assertThat(first(missing)).isEqualTo(missing + ": found no such file, " + expected);
        assertThat(first(latin)).isEqualTo(latin + ": found bytes that are not UTF-8, " + expected);
        assertThat(first(large)).isEqualTo(large + ": found more than that, " + expected);
        assertThat(first(folder)).startsWith(folder + ": found ").endsWith(expected);
        assertThat(Inputs.cluster()
                        .argument("kubernetes.prod.kubeconfig=" + missing)
                        .problems(folder))
                .containsExactly(missing + ": found no such file, " + expected);
    }

    private static String first(Path file) {
        return Inputs.problems(new ConfigInput(file, Map.of(), List.of(), Inputs.HOST))
                .getFirst();
    }

    @Test
    void clientPropertiesThatKeepEventsInOrderAreRefused() {
        Path properties = Inputs.written(folder, "kafka.properties", "linger.ms=1\nacks=1\n");

        assertThat(Inputs.cluster()
                        .argument("kafka.properties-file=" + properties)
                        .problems(folder))
                .containsExactly(
                        "kafka.properties:2: found 'acks', expected properties that the collector does not set itself");
    }

    @Test
    void aHubHasOneToken() {
        Path empty = Inputs.written(folder, "empty", "\n");
        Path twoLines = Inputs.written(folder, "two", "s3cret\nm0re\n");
        Inputs neither = Inputs.clusterAndHub().without("jupyterhub.main.token");

        assertThat(neither.problems(folder))
                .containsExactly(
                        "jupyterhub.main.token: found neither this nor jupyterhub.main.token-file, expected one of them");
        assertThat(Inputs.clusterAndHub()
                        .argument("jupyterhub.main.token-file=" + twoLines)
                        .problems(folder))
                .containsExactly(
                        "c.properties:7: jupyterhub.main.token: found both this and jupyterhub.main.token-file, expected "
                                + "one of them");
        assertThat(neither.argument("jupyterhub.main.token-file=" + empty).problems(folder))
                .containsExactly(
                        "argument 1: jupyterhub.main.token-file: found nothing in it, expected 1 to 8192 printable ASCII "
                                + "characters without spaces in " + empty);
        assertThat(neither.argument("jupyterhub.main.token-file=" + twoLines).problems(folder))
                .singleElement()
                .asString()
                .startsWith("argument 1: jupyterhub.main.token-file: found [hidden], expected ")
                .doesNotContain("s3cret");
    }

    @Test
    void aRealmHasOneHub() {
        assertThat(Inputs.clusterAndHub()
                        .argument("jupyterhub=main,other")
                        .argument("jupyterhub.other.url=http://other")
                        .argument("jupyterhub.other.token=t")
                        .argument("realms=main=campus,other=campus")
                        .problems(folder))
                .containsExactly(
                        "argument 1: jupyterhub: found 'main' and 'other', both of realm 'campus', expected at most one "
                                + "hub of a realm");
    }

    @Test
    void aRealmIsOfAHubThatIsThere() {
        assertThat(Inputs.cluster().argument("realms=mai=campus").problems(folder))
                .containsExactly(
                        "argument 1: realms: found 'mai', expected hubs of 'jupyterhub' or 'kubernetes.<cluster>.hubs': "
                                + "main (did you mean 'main'?)");
    }

    @Test
    void somethingIsWatched() {
        assertThat(Inputs.cluster()
                        .without("kubernetes")
                        .without("kubernetes.prod.hubs")
                        .problems(folder))
                .containsExactly("kubernetes: found nothing to watch, expected a cluster, or a hub in 'jupyterhub', or "
                        + "policy.file");
    }

    @Test
    void durationsAreInTheirOrder() {
        assertThat(Inputs.cluster()
                        .argument("leader-election.lease-duration=8s")
                        .argument("leader-election.retry-period=11s")
                        .argument("kubernetes.prod.silence=5s")
                        .problems(folder))
                .containsExactly(
                        "kubernetes.prod.ping-interval: found '5s', expected less than kubernetes.prod.silence, which is 5s",
                        "leader-election.renew-deadline: found '8s', expected less than leader-election.lease-duration, which is "
                                + "8s",
                        "argument 2: leader-election.retry-period: found '11s', expected at most a third of "
                                + "leader-election.renew-deadline, which is 8s");
    }

    @Test
    void theLeaseHasAPlace() {
        assertThat(Inputs.cluster().argument("leader-election.cluster=prd").problems(folder))
                .containsExactly(
                        "argument 1: leader-election.cluster: found 'prd', expected one of the names in 'kubernetes': prod "
                                + "(did you mean 'prod'?)");
        assertThat(Inputs.cluster().argument("kubernetes.prod.hubs=*=main").problems(folder))
                .containsExactly("leader-election.namespace: found nothing, expected the name of a namespace, since "
                        + "kubernetes.prod.hubs names none");
        assertThat(Inputs.cluster().on(new Host("", null)).problems(folder))
                .containsExactly("leader-election.identity: found nothing, and no host name, expected a name");
        assertThat(Inputs.cluster()
                        .without("kubernetes")
                        .without("kubernetes.prod.hubs")
                        .argument("policy.file=p")
                        .argument("leader-election=true")
                        .problems(folder))
                .containsExactly(
                        "argument 2: leader-election: found 'true', expected false where 'kubernetes' names no cluster to "
                                + "keep the Lease");
    }

    /** The collector may run in one cluster and watch another. */
    @Test
    void theOwnNamespaceIsNotTakenForThatOfAnotherCluster() {
        Path kubeconfig = Inputs.written(folder, "kubeconfig", "kind: Config\n");

        assertThat(Inputs.cluster()
                        .argument("kubernetes.prod.hubs=*=main")
                        .argument("kubernetes.prod.kubeconfig=" + kubeconfig)
                        .on(new Host("pod-1", "own"))
                        .problems(folder))
                .hasSize(1);
    }
}
