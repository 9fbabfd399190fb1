package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The policy decision point as OpenID AuthZEN Authorization API 1.0 describes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthZenTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String START = "'action':{'name':'start'}";
    private static final String ALICE = "'subject':{'type':'user','id':'alice'}";
    private static final String BOB = "'subject':{'type':'user','id':'bob'}";

    private final World world = new World();

    @BeforeEach
    void resetWorld() {
        world.reset();
        world.recorded.clear();
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void aPermitIsTrueAndTellsWhatItRestsOn() throws Exception {
        JsonNode answer = evaluate("{%s,%s,%s}".formatted(ALICE, START, server("default/alice/", 4)));
        assertThat(answer.get("decision").booleanValue()).isTrue();
        JsonNode context = answer.get("context");
        assertThat(context.at("/reason_user/200").asString())
                .startsWith("You may start this server. You have 56 of your 60 GiB-hours");
        assertThat(context.get("outcome").asString()).isEqualTo("permit");
        assertThat(context.get("account").asString()).isEqualTo("default/alice");
        assertThat(context.get("maxRuntimeSeconds").intValue()).isEqualTo(7 * 3_600);
        assertThat(context.get("policyHash").asString()).hasSize(64);
        assertThat(context.get("freshnessSeconds").decimalValue()).isEqualByComparingTo("2");
        assertThat(context.get("decisionId").asString())
                .isEqualTo(Objects.requireNonNull(world.recorded.poll()).id().toString());
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void aPreviewIsAnsweredAlikeAndNotRecorded() throws Exception {
        String question = "{%s,%s,%s".formatted(BOB, START, server("default/bob/", 4));
        JsonNode preview = evaluate(question + ",'context':{'preview':true}}");
        assertThat(world.recorded).isEmpty();
        JsonNode decision = evaluate(question + ",'context':{'preview':false}}");
        assertThat(world.recorded).hasSize(1);
        assertThat(preview.get("decision")).isEqualTo(decision.get("decision"));
        assertThat(preview.at("/context/limits")).isEqualTo(decision.at("/context/limits"));
    }

    @Test
    void aDenialIs200AndFalseAndGivesItsReasons() throws Exception {
        JsonNode answer = evaluate("{%s,%s,%s}".formatted(BOB, START, server("default/bob/", 4)));
        assertThat(answer.get("decision").booleanValue()).isFalse();
        assertThat(answer.at("/context/reason_user/403").asString())
                .startsWith("You have used 60 of your 60 GiB-hours");
        assertThat(answer.at("/context/reason_admin/memory:used-up:2592000s").asString())
                .isEqualTo("used 60.00 of 60 GiB-hours");
        assertThat(world.recorded).hasSize(1);
    }

    /** Until hubs can say otherwise, what cannot be told permits; the answer says that this happened. */
    @Test
    void anUnknownBecomesWhatTheHubMakesOfIt() throws Exception {
        world.view.hear(null);
        JsonNode answer = evaluate("{%s,%s,%s}".formatted(BOB, START, server("default/bob/", 4)));
        assertThat(answer.get("decision").booleanValue()).isTrue();
        assertThat(answer.at("/context/outcome").asString()).isEqualTo("unknown");
        assertThat(answer.at("/context/cause").asString()).isEqualTo("never-heard");
        assertThat(answer.at("/context/reason_admin").has("never-heard")).isTrue();
    }

    /** User names hold slashes, so an id is read for the subject that comes with it; it never permits for somebody else. */
    @ParameterizedTest
    @CsvSource({
        "alice, default/bob/",
        "alice, default/alicex/",
        "alice, default/alice",
        "alice, alice/",
        "alice, /alice/",
        "alice, ''",
        "alice, default//alice/",
        "alice, default/alice/a/b",
        "a, default/a/b/",
        "a/b, default/a/",
        "alice, DEFAULT/alice/",
        "ana, default/ana-maria/",
        "'', default//"
    })
    void aResourceThatIsNotTheSubjectsIsFalseAndNeverDecided(String user, String id) throws Exception {
        JsonNode answer = evaluate("{'subject':{'type':'user','id':'%s'},%s,'resource':{'type':'server','id':'%s'}}"
                .formatted(user, START, id));
        assertThat(answer.get("decision").booleanValue()).isFalse();
        assertThat(answer.at("/context/reason_admin").propertyNames())
                .containsAnyOf("foreign-resource", "unknown-subject");
        assertThat(world.recorded).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, default/alice/, default/alice, ''",
        "alice, default/alice/gpu, default/alice, gpu",
        "a/b, default/a/b/, default/a/b, ''",
        "a/b, hub-a/a/b/c, shared/a/b, c",
        "/, default///, default//, ''",
        "ø 🦊, lab/ø 🦊/, lab/ø 🦊, ''"
    })
    void aResourceOfTheSubjectIsDecidedForItsAccount(String user, String id, String account, String server)
            throws Exception {
        evaluate("{'subject':{'type':'user','id':'%s'},%s,'resource':{'type':'server','id':'%s'}}"
                .formatted(user, START, id));
        DecisionEntry entry = Objects.requireNonNull(world.recorded.poll());
        assertThat(entry.question().account()).isEqualTo(AccountId.parse(account));
        assertThat(entry.question().server()).isEqualTo(server);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'type':'service', 'name':'start', 'type':'server', unknown-subject-type",
                "'type':'user', 'name':'stop', 'type':'server', unknown-action",
                "'type':'user', 'name':'start', 'type':'document', unknown-resource-type"
            })
    void whatQuotasSayNothingOfIsFalseWithItsReason(String subject, String action, String resource, String code)
            throws Exception {
        JsonNode answer = evaluate("{'subject':{%s,'id':'alice'},'action':{%s},'resource':{%s,'id':'default/alice/'}}"
                .formatted(subject, action, resource));
        assertThat(answer.get("decision").booleanValue()).isFalse();
        assertThat(answer.at("/context/reason_admin").propertyNames()).containsExactly(code);
        assertThat(world.recorded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "'start'",
                "null",
                "{'subject':{'type':'user','id':'alice'},'action':{'name':'start'}}",
                "{'subject':{'type':'user','id':'alice'},'resource':{'type':'server','id':'default/alice/'}}",
                "{'action':{'name':'start'},'resource':{'type':'server','id':'default/alice/'}}",
                "{'subject':{'type':'user'},'action':{'name':'start'},'resource':{'type':'server','id':'x'}}",
                "{'subject':{'id':'alice'},'action':{'name':'start'},'resource':{'type':'server','id':'x'}}",
                "{'subject':{'type':'user','id':7},'action':{'name':'start'},'resource':{'type':'server','id':'x'}}",
                "{'subject':'alice','action':{'name':'start'},'resource':{'type':'server','id':'x'}}",
                "{'subject':{'type':'user','id':'alice'},'action':{},'resource':{'type':'server','id':'x'}}",
                "{'subject':{'type':'user','id':'alice'},'action':'start','resource':{'type':'server','id':'x'}}",
                "{'subject':{'type':'user','id':'alice'},'action':{'name':'start'},'resource':{'type':'server'}}",
                "{'subject':{'type':'user','id':'alice'},'action':{'name':'start'},'resource':{'id':'x'}}",
                "{'subject':{'type':'user','id':'alice'},'action':{'name':'start'},'resource':[]}",
                "{'subject':{'type':'user','id':'alice'},'action':{'name':'start'},'resource':{'type':'server','id':'x'},'context':7}"
            })
    void aMissingRequiredFieldOrOneOfAnotherTypeIs400(String body) throws Exception {
        HttpResponse<String> response = world.post(AuthZenHandler.EVALUATION, json(body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(world.recorded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'cpu':'2'",
                "'cpu':-1",
                "'memory_gib':true",
                "'gpu':{}",
                "'gpu':1e400",
                "'memory_gib':1e999999999",
                "'memory':5,'memory_gib':1"
            })
    void anAmountThatIsNoneIs400(String properties) throws Exception {
        HttpResponse<String> response = world.post(
                AuthZenHandler.EVALUATION,
                json("{%s,%s,'resource':{'type':'server','id':'default/alice/','properties':{%s}}}"
                        .formatted(ALICE, START, properties)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    }

    @Test
    void amountsAreCoresGibDevicesAndOtherResourcesByName() throws Exception {
        evaluate(
                "{%s,%s,'resource':{'type':'server','id':'default/alice/','properties':{%s}}}"
                        .formatted(
                                ALICE,
                                START,
                                "'cpu':0.1000000000000000055511151231257827,'memory_gib':1.5,'gpu':null,'mig-1g.5gb':3,'Image':'x','colour':'red'"));
        var rates = Objects.requireNonNull(world.recorded.poll())
                .question()
                .request()
                .rates();
        assertThat(rates)
                .containsOnlyKeys(Resource.CPU, Resource.MEMORY, new Resource("mig-1g.5gb"))
                .containsEntry(Resource.MEMORY, Resource.MEMORY.rateOf(new BigDecimal("1.5")))
                .containsEntry(Resource.CPU, java.math.BigInteger.valueOf(100_001));
    }

    @Test
    void unknownFieldsAreIgnoredEverywhere() throws Exception {
        JsonNode answer = evaluate("""
                {'subject':{'type':'user','id':'alice','x':1,'properties':{'department':{'a':[1]},'groups':['regular']}},
                 'action':{'name':'start','properties':{'method':'GET'},'y':[]},
                 'resource':{'type':'server','id':'default/alice/','z':{},'properties':{'memory_gib':4,'gpu':0,'Owner':'bob'}},
                 'context':{'time':{'now':'never'},'ip':'10.0.0.1'},'trace':7,'evaluations':'no'}
                """);
        assertThat(answer.get("decision").booleanValue()).isTrue();
    }

    /** The caller's clock has no say: this server's instant is decided for. */
    @Test
    void theTimeInTheContextIsIgnored() throws Exception {
        JsonNode answer = evaluate("{%s,%s,%s,'context':{'time':'2099-01-01T00:00:00Z'}}"
                .formatted(BOB, START, server("default/bob/", 4)));
        assertThat(answer.get("decision").booleanValue()).isFalse();
        assertThat(answer.at("/context/asOf").asString()).isEqualTo("2026-11-01T12:00:00.000Z");
    }

    @ParameterizedTest
    @CsvSource({"25200, true", "25200.001, false", "0, true", "1e-999999999, true"})
    void aServerIsRefusedIfItsLimitsDoNotLastAsLongAsItIsToRun(String seconds, boolean fits) throws Exception {
        JsonNode answer = evaluate("{%s,%s,%s,'context':{'runtime_seconds':%s}}"
                .formatted(ALICE, START, server("default/alice/", 4), seconds));
        assertThat(answer.get("decision").booleanValue()).isEqualTo(fits);
    }

    @Test
    void groupsOfTheSubjectTakeThePlaceOfThoseReported() throws Exception {
        String gpu = "'resource':{'type':'server','id':'default/alice/','properties':{'gpu':1}}";
        JsonNode told = evaluate("{'subject':{'type':'user','id':'alice','properties':{'groups':['gpu-dev']}},%s,%s}"
                .formatted(START, gpu));
        assertThat(told.get("decision").booleanValue()).isTrue();
        JsonNode reported = evaluate("{%s,%s,%s}".formatted(ALICE, START, gpu));
        assertThat(reported.get("decision").booleanValue()).isFalse();
    }

    @Test
    void aHubMayAskForItselfOnly() throws Exception {
        Map<String, String> asHubA =
                Map.of("Content-Type", "application/json", "Authorization", "Bearer " + World.HUB_A);
        for (String hub : List.of("hub-a", "hub-b", "default")) {
            String body = "{%s,%s,%s}".formatted(ALICE, START, server(hub + "/alice/", 4));
            for (String path : List.of(AuthZenHandler.EVALUATION, AuthZenHandler.EVALUATIONS)) {
                HttpResponse<String> response = world.send("POST", path, json(body), asHubA);
                boolean refused = MAPPER.readTree(response.body())
                        .at("/context/reason_admin")
                        .has("foreign-hub");
                assertThat(refused).as(hub).isEqualTo(!hub.equals("hub-a"));
            }
        }
        assertThat(world.recorded)
                .extracting(entry -> entry.question().account())
                .containsOnly(new AccountId("shared", "alice"));
    }

    @Test
    void theRequestIdComesBackOnEveryAnswer() throws Exception {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "X-Request-ID", "bfe9eb29-ab87-4ca3");
        for (String path : List.of(AuthZenHandler.EVALUATION, AuthZenHandler.EVALUATIONS)) {
            for (String body : List.of("{", "{}", json("{%s,%s,%s}".formatted(ALICE, START, server("x", 1))))) {
                HttpResponse<String> response = world.send("POST", path, body, headers);
                assertThat(response.headers().firstValue("X-Request-ID"))
                        .as(path + " " + response.statusCode())
                        .contains("bfe9eb29-ab87-4ca3");
            }
        }
    }

    @Test
    void whatStandsAtTheTopCountsForEachThatDoesNotHaveItsOwn() throws Exception {
        JsonNode answer = evaluateMany("""
                {%s,%s,'resource':{'type':'server','id':'default/alice/','properties':{'memory_gib':4,'gpu':0}},'evaluations':[
                 {},
                 {'subject':{'type':'user','id':'bob'},%s},
                 {'subject':{'type':'user','id':'bob'}},
                 {'action':{'name':'stop'}},
                 {'resource':{'type':'server','id':'default/alice/','properties':{'gpu':1}}},
                 {'subject':{'id':'alice'}},
                 7]}
                """.formatted(ALICE, START, server("default/bob/", 4)));
        assertThat(decisions(answer)).containsExactly(true, false, false, false, false, false, false);
        assertThat(answer.at("/evaluations/1/context/outcome").asString()).isEqualTo("deny");
        assertThat(answer.at("/evaluations/2/context/reason_admin").has("foreign-resource"))
                .isTrue();
        assertThat(answer.at("/evaluations/3/context/reason_admin").has("unknown-action"))
                .isTrue();
        assertThat(answer.at("/evaluations/4/context/reason_user/403").asString())
                .contains("no GPU-hours");
        assertThat(answer.at("/evaluations/5/context/error/status").intValue()).isEqualTo(400);
        assertThat(answer.at("/evaluations/5/context/error/message").asString())
                .isEqualTo("/subject/type: found nothing, expected a string");
        assertThat(answer.at("/evaluations/6/context/error/status").intValue()).isEqualTo(400);
        assertThat(world.recorded).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "execute_all, 'A,B,A,B', 'true,false,true,false'",
        "deny_on_first_deny, 'A,A,B,A', 'true,true,false'",
        "deny_on_first_deny, 'A,X,A', 'true,false'",
        "deny_on_first_deny, 'A,A', 'true,true'",
        "permit_on_first_permit, 'B,X,A,B', 'false,false,true'",
        "permit_on_first_permit, 'B,B', 'false,false'"
    })
    void theSemanticSaysWhenToGoNoFurther(String semantic, String asked, String expected) throws Exception {
        List<String> items = java.util.Arrays.stream(asked.split(",", -1))
                .map(who -> switch (who) {
                    case "A" -> "{%s,%s}".formatted(ALICE, server("default/alice/", 4));
                    case "B" -> "{%s,%s}".formatted(BOB, server("default/bob/", 4));
                    default -> "{}";
                })
                .toList();
        JsonNode answer = evaluateMany("{%s,'options':{'evaluations_semantic':'%s','other':1},'evaluations':[%s]}"
                .formatted(START, semantic, String.join(",", items)));
        assertThat(decisions(answer).toString().replaceAll("[\\[\\] ]", "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'evaluations':[]", ",'evaluations':null"})
    void absentOrEmptyEvaluationsAreOneEvaluation(String evaluations) throws Exception {
        String body = "{%s,%s,%s%s}".formatted(ALICE, START, server("default/alice/", 4), evaluations);
        HttpResponse<String> response = world.post(AuthZenHandler.EVALUATIONS, json(body));
        assertThat(Specified.EVALUATION.violations(response.body())).isEmpty();
        JsonNode answer = MAPPER.readTree(response.body());
        assertThat(answer.get("decision").booleanValue()).isTrue();
        assertThat(answer.has("evaluations")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'evaluations':{}",
                "'evaluations':'all'",
                "'evaluations':[{}],'options':[]",
                "'evaluations':[{}],'options':{'evaluations_semantic':'some'}",
                "'evaluations':[{}],'options':{'evaluations_semantic':1}"
            })
    void aRequestThatIsWrongAsAWholeIs400(String rest) throws Exception {
        HttpResponse<String> response = world.post(
                AuthZenHandler.EVALUATIONS,
                json("{%s,%s,%s,%s}".formatted(ALICE, START, server("default/alice/", 4), rest)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void aHundredEvaluationsAreAnsweredAndOneMoreIs400() throws Exception {
        String one = "{%s}".formatted(server("default/alice/", 4));
        for (int count : new int[] {100, 101}) {
            String items = String.join(
                    ",", IntStream.range(0, count).mapToObj(i -> one).toList());
            HttpResponse<String> response = world.post(
                    AuthZenHandler.EVALUATIONS, json("{%s,%s,'evaluations':[%s]}".formatted(ALICE, START, items)));
            assertThat(response.statusCode()).isEqualTo(count == 100 ? 200 : 400);
        }
        assertThat(world.recorded).hasSize(100);
    }

    @Test
    void theMetadataNamesTheHostThatWasAskedFor() throws Exception {
        HttpResponse<String> response = world.get(AuthZenHandler.METADATA);
        assertThat(Specified.METADATA.violations(response.body())).isEmpty();
        JsonNode metadata = MAPPER.readTree(response.body());
        assertThat(metadata.get("policy_decision_point").asString())
                .isEqualTo(world.api.uri().toString());
        assertThat(metadata.get("access_evaluation_endpoint").asString())
                .isEqualTo(world.api.uri() + "/access/v1/evaluation");
        assertThat(metadata.get("access_evaluations_endpoint").asString())
                .isEqualTo(world.api.uri() + "/access/v1/evaluations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example/x", "a b", "\"", "a@b", "a:b", "a:99999999", "<x>", "a?b"})
    void aHostThatIsNoneIsNotRepeated(String host) throws Exception {
        RawHttp.Reply reply = RawHttp.send(
                world.api.uri(),
                "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                        .formatted(AuthZenHandler.METADATA, host, World.ADMIN)
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void aConfiguredAddressTakesThePlaceOfTheHost() throws Exception {
        Faces faces = new Faces(
                URI.create("https://quota.example.org/hubmeter/"), World.FACES.admission(), World.FACES.owners());
        try (DecisionApi api = DecisionApi.start(
                DecisionApiConfig.onLoopback(0, World.TOKENS),
                faces,
                world.view,
                entry -> {},
                grant -> {},
                world.clock::get)) {
            RawHttp.Reply reply = RawHttp.send(
                    api.uri(),
                    "GET %s HTTP/1.1\r\nHost: asked.invalid\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                            .formatted(AuthZenHandler.METADATA, World.ADMIN)
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(reply.body())
                    .contains("\"https://quota.example.org/hubmeter\"")
                    .contains("\"https://quota.example.org/hubmeter/access/v1/evaluation\"")
                    .doesNotContain("asked.invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "/x", "https:x", "https://x/?q", "https://x/#f"})
    void anAddressThatNobodyCanCallIsRefused(String address) {
        assertThatThrownBy(() -> new Faces(URI.create(address), World.FACES.admission(), World.FACES.owners()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("public URL: found '" + address + "'");
    }

    private static String server(String id, int gib) {
        return "'resource':{'type':'server','id':'%s','properties':{'cpu':1,'memory_gib':%d,'gpu':0}}"
                .formatted(id, gib);
    }

    private JsonNode evaluate(String body) throws Exception {
        HttpResponse<String> response = world.post(AuthZenHandler.EVALUATION, json(body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Specified.EVALUATION.violations(response.body()))
                .as(response.body())
                .isEmpty();
        return MAPPER.readTree(response.body());
    }

    private JsonNode evaluateMany(String body) throws Exception {
        HttpResponse<String> response = world.post(AuthZenHandler.EVALUATIONS, json(body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Specified.EVALUATIONS.violations(response.body()))
                .as(response.body())
                .isEmpty();
        return MAPPER.readTree(response.body());
    }

    private static List<Boolean> decisions(JsonNode answer) {
        return answer.get("evaluations")
                .valueStream()
                .map(evaluation -> evaluation.get("decision").booleanValue())
                .toList();
    }

    private static String json(String quotedSimply) {
        return quotedSimply.replace('\'', '"');
    }
}
