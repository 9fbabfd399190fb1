package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.PodParser;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.UnusablePod;
import io.hubmeter.schemas.avro.PodState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is done to a recorded pod, it is either published or refused with a reason; nothing else is thrown. */
class PodParserProperties {
    private static final int MUTANTS = Integer.getInteger("hubmeter.mutants", 3_000);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonNode> RECORDED = Recording.SCENARIOS.stream()
            .flatMap(scenario -> Recording.of(scenario).events().stream())
            .map(Recording.Event::object)
            .toList();
    private static final List<String> TEXTS = Arrays.asList(
            "",
            " ",
            "x",
            "null",
            "-1",
            "1e99",
            "8Ei",
            "1 core",
            "0001-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "Failed",
            "Succeeded",
            "True",
            "Always",
            "PodScheduled",
            "PodResizePending",
            "Infeasible",
            "\u0000",
            "\uD83D",
            "9".repeat(300),
            "9223372036854775808");

    @Test
    void aMutantIsPublishedOrRefusedWithAReason() {
        int[] published = new int[1];
        Seeds.check(MUTANTS, random -> published[0] += read(mutant(random)) ? 1 : 0);
        // Neither all nor none: otherwise the mutations would show little.
        assertThat(published[0]).isBetween(MUTANTS / 10, MUTANTS * 9 / 10);
    }

    @Test
    void garbledBytesArePublishedOrRefusedWithAReason() {
        Seeds.check(MUTANTS / 4, random -> {
            byte[] bytes = text(RECORDED.get(random.nextInt(RECORDED.size())));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            read(bytes);
        });
    }

    private static JsonNode mutant(RandomGenerator random) {
        JsonNode pod = RECORDED.get(random.nextInt(RECORDED.size())).deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(pod, random);
        }
        return pod;
    }

    private static void mutate(JsonNode pod, RandomGenerator random) {
        List<JsonNode> parents = new ArrayList<>();
        collect(pod, parents);
        switch (parents.get(random.nextInt(parents.size()))) {
            case ObjectNode parent -> {
                List<String> names = new ArrayList<>();
                parent.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(3) == 0) {
                    parent.remove(name);
                } else {
                    parent.set(name, garbage(random));
                }
            }
            case ArrayNode parent -> {
                int index = random.nextInt(parent.size());
                if (random.nextInt(3) == 0) {
                    parent.remove(index);
                } else {
                    parent.set(index, garbage(random));
                }
            }
            default -> throw new AssertionError("neither object nor list");
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        boolean bulky = false;
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                // Who changed what when: most of a pod's text, and never looked at.
                bulky = field.getKey().equals("managedFields");
                if (!bulky) {
                    collect(field.getValue(), parents);
                }
            }
        } else {
            node.forEach(child -> collect(child, parents));
        }
        if (node.isContainerNode() && !node.isEmpty()) {
            parents.add(node);
        }
    }

    private static JsonNode garbage(RandomGenerator random) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> json.nullNode();
            case 1 -> json.numberNode(random.nextLong());
            case 2 -> json.numberNode(random.nextDouble() * 1e300);
            case 3 -> json.booleanNode(random.nextBoolean());
            case 4 -> json.arrayNode();
            case 5 -> json.arrayNode().addNull().add("x");
            case 6 -> json.objectNode();
            case 7 -> json.objectNode().putNull("cpu").put("name", 7);
            default -> json.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }

    private static boolean read(JsonNode json) {
        boolean published = read(() -> PodParser.parse(json));
        assertThat(read(text(json))).isEqualTo(published);
        return published;
    }

    private static boolean read(byte[] json) {
        return read(() -> PodParser.parse(json));
    }

    private static boolean read(Parsing parsing) {
        try {
            Pod pod = parsing.parse();
            assertThat(Attribution.of(pod)).isNotNull();
            PodState state = PodStates.state(pod, "bob", "hub", ResourceRules.DEFAULT);
            // It can be written as the topic's schema wants it.
            assertThat(PodState.getEncoder().encode(state).remaining()).isPositive();
            return true;
        } catch (UnusablePod e) {
            assertThat(e.reason()).isNotNull();
            assertThat(e).hasMessageContaining(": found ").hasMessageContaining(", expected ");
            assertThat(String.valueOf(e.getMessage()).length()).isLessThan(1_500);
            return false;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @FunctionalInterface
    private interface Parsing {
        Pod parse() throws UnusablePod;
    }
}
