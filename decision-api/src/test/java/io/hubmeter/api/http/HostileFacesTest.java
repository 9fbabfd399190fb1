package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Random changes to valid requests: none makes the server fail, and every answer keeps the contract and the specification. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileFacesTest {
    private static final int REQUESTS = Integer.getInteger("hubmeter.cases", 2_000);
    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_122L);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1e400",
            "-1e-400",
            "1e999999999",
            "1e-999999999",
            "0e999999999",
            "1e99999999999999999999",
            "9".repeat(900),
            "9".repeat(1_100),
            "\"\"",
            "\"user\"",
            "\"start\"",
            "\"default/alice/\"",
            "\"/\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"" + "x".repeat(300) + "\"",
            "\"4 gigs\"",
            "\"-4Gi\"",
            "\"1e9999\"",
            "{}",
            "[]",
            "[[]]",
            "[null]",
            "{\"a\":{\"b\":[{}]}}",
            "[" + "[".repeat(600) + "]".repeat(600) + "]",
            "{\"\":{\"\":0}}");

    private final World world = new World();
    private final Contract contract = new Contract(new String(ContractHandler.bytes(), StandardCharsets.UTF_8));

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void noEvaluationMakesTheServerFail() throws Exception {
        hostile(AuthZenHandler.EVALUATION, "start", Specified.EVALUATION);
    }

    @Test
    void noEvaluationsMakeTheServerFail() throws Exception {
        hostile(AuthZenHandler.EVALUATIONS, "sizes", null);
    }

    @Test
    void noReviewMakesTheServerFail() throws Exception {
        hostile(AdmissionHandler.PATH, "create", null);
    }

    private void hostile(String path, String example, @org.jspecify.annotations.Nullable Specified specified)
            throws Exception {
        String operation = "POST " + path;
        String valid = java.util.Objects.requireNonNull(
                contract.bodyExamples(operation).get(example));
        Random random = new Random(SEED);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String body = changed(valid, random);
            HttpResponse<String> response = world.post(path, body);
            String shown = body.substring(0, Math.min(500, body.length()));
            String contentType = response.headers().firstValue("Content-Type").orElse("none");
            assertThat(contract.violations(operation, response.statusCode(), contentType, response.body()))
                    .as("seed %d, request %d: %s%n%s", SEED, i, shown, response.body())
                    .isEmpty();
            if (specified != null && response.statusCode() == 200) {
                assertThat(specified.violations(response.body())).isEmpty();
            }
            assertThat(response.body())
                    .as("seed %d, request %d: %s", SEED, i, shown)
                    .doesNotContain("\tat ", "Exception", "com.fasterxml", "io.hubmeter.api");
            seen.merge(response.statusCode(), 1, Integer::sum);
        }
        assertThat(seen.keySet()).as("seed %d", SEED).containsExactlyInAnyOrder(200, 400);
    }

    private static String changed(String valid, Random random) throws Exception {
        JsonNode tree = JSON.readTree(valid);
        String text = null;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(tree, containers);
            JsonNode container = containers.get(random.nextInt(containers.size()));
            change(container, random);
            text = tree.toString();
        }
        String changed = text == null ? valid : text;
        for (int i = 0; i < VALUES.size(); i++) {
            changed = changed.replace("\"@" + i + "@\"", VALUES.get(i));
        }
        return random.nextInt(10) == 0 ? changed.substring(0, random.nextInt(changed.length() + 1)) : changed;
    }

    /** Puts a mark where a value is to come that a tree cannot hold. */
    private static void change(JsonNode container, Random random) {
        String mark = "@%d@".formatted(random.nextInt(VALUES.size()));
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.put(name + "x", mark);
                default -> object.put(name, mark);
            }
        } else if (container instanceof ArrayNode array) {
            array.add(mark);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
