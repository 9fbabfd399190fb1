package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a random pod holds equals what a run of it holds at its worst moment: the oracle starts the containers one after the
 * other, as a node does, and adds up in whole millicores who runs then.
 */
class EffectiveResourcesProperties {
    private static final int CASES = 2_000;

    @Test
    void aPodHoldsWhatItsWorstMomentNeeds() {
        Seeds.check(CASES, EffectiveResourcesProperties::holdsWhatItsWorstMomentNeeds);
    }

    private static void holdsWhatItsWorstMomentNeeds(RandomGenerator random) {
        Drawn drawn = new Drawn(random);
        Map<String, BigDecimal> expected = new TreeMap<>();
        if (drawn.worst() > 0) {
            expected.put("cpu", BigDecimal.valueOf(drawn.worst(), 3));
        }
        try {
            assertThat(EffectiveResources.of(PodParser.parse(drawn.pod), ResourceRules.DEFAULT))
                    .as("%s", drawn.pod)
                    .isEqualTo(expected);
        } catch (UnusablePod e) {
            throw new AssertionError(e);
        }
    }

    /** A pod and, beside it, the millicores of each of its containers. */
    private static final class Drawn {
        final ObjectNode pod = Yaml.json("");
        private final RandomGenerator random;
        private final boolean infeasible;
        private final List<Long> apps = new ArrayList<>();
        private final List<Long> inits = new ArrayList<>();
        private final List<Boolean> sidecar = new ArrayList<>();
        private final @Nullable Long podLevel;
        private final long overhead;

        Drawn(RandomGenerator random) {
            this.random = random;
            infeasible = random.nextInt(4) == 0;
            ObjectNode spec = pod.withObjectProperty("spec");
            ObjectNode status = pod.withObjectProperty("status");
            if (infeasible) {
                status.withArrayProperty("conditions")
                        .addObject()
                        .put("type", "PodResizePending")
                        .put("reason", "Infeasible");
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                apps.add(container(
                        "app" + i,
                        spec.withArrayProperty("containers"),
                        status.withArrayProperty("containerStatuses"),
                        true));
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                boolean restartable = random.nextBoolean();
                ArrayNode containers = spec.withArrayProperty("initContainers");
                inits.add(container(
                        "init" + i, containers, status.withArrayProperty("initContainerStatuses"), restartable));
                sidecar.add(restartable);
                if (restartable) {
                    ((ObjectNode) containers.get(containers.size() - 1)).put("restartPolicy", "Always");
                }
            }
            overhead = random.nextInt(3) == 0 ? amount() : 0;
            if (overhead > 0) {
                spec.withObjectProperty("overhead").put("cpu", text(overhead));
            }
            podLevel = random.nextInt(5) == 0 ? amount() : null;
            if (podLevel != null) {
                spec.withObjectProperty("resources")
                        .withObjectProperty("requests")
                        .put("cpu", text(podLevel));
            }
        }

        long worst() {
            if (podLevel != null) {
                return podLevel + overhead;
            }
            long worst = 0;
            List<Long> running = new ArrayList<>();
            for (int i = 0; i < inits.size(); i++) {
                running.add(inits.get(i));
                worst = Math.max(worst, sum(running));
                if (!sidecar.get(i)) {
                    running.removeLast();
                }
            }
            running.addAll(apps);
            return Math.max(worst, sum(running)) + overhead;
        }

        private static long sum(List<Long> millis) {
            return millis.stream().mapToLong(Long::longValue).sum();
        }

        private long container(String name, ArrayNode containers, ArrayNode statuses, boolean resizable) {
            ObjectNode container = containers.addObject().put("name", name);
            long wanted = 0;
            if (random.nextInt(5) > 0) {
                wanted = amount();
                container
                        .withObjectProperty("resources")
                        .withObjectProperty(random.nextBoolean() ? "requests" : "limits")
                        .put("cpu", text(wanted));
            }
            if (random.nextInt(3) > 0) {
                return wanted;
            }
            ObjectNode status = statuses.addObject().put("name", name);
            long allocated = amount();
            long actual = amount();
            status.withObjectProperty("allocatedResources").put("cpu", text(allocated));
            status.withObjectProperty("resources")
                    .withObjectProperty("requests")
                    .put("cpu", text(actual));
            if (!resizable) {
                return wanted;
            }
            long held = Math.max(allocated, actual);
            return infeasible ? held : Math.max(wanted, held);
        }

        private long amount() {
            return random.nextInt(5) * 1_000L + random.nextInt(4) * 250L + random.nextInt(2);
        }

        private String text(long millis) {
            return switch (random.nextInt(4)) {
                case 0 -> millis + "m";
                case 1 -> millis * 1_000 + "u";
                case 2 -> millis + "e-3";
                default -> BigDecimal.valueOf(millis, 3).toPlainString();
            };
        }
    }
}
