package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Forbidden;
import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.admission.PodReviews;
import io.hubmeter.api.authzen.Evaluator;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.core.fuzz.Fuzz;
import io.hubmeter.core.fuzz.Mutations;
import io.hubmeter.pods.ResourceRules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a body holds, it is read or refused with a reason; nothing else comes of it. */
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestFuzzTest {
    private static final Caller ADMIN = new Caller.Admin("ana");
    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "false",
            "1e999999999",
            "-1",
            "\\u0000",
            "\\ud800",
            "\"\"",
            "{}",
            "[]",
            "\"user\":",
            "\"hub\":",
            "\"realm\":",
            "\"groups\":[\"a\"],",
            "\"resources\":{\"cpu\":1},",
            "\"runtime\":\"5h\",",
            "\"id\":",
            "\"type\":",
            "\"properties\":{},",
            "\"evaluations\":[{}],",
            "\"kind\":",
            "\"amount\":\"1 GiB-hours\",",
            "\"window\":\"30d\",",
            "\"requests\":{\"cpu\":\"1e9999\"},",
            "\"uid\":");
    private static final List<String> QUESTIONS = List.of(
            "{\"user\":\"ana\"}",
            "{\"hub\":\"h\",\"user\":\"a/b\",\"server\":\"x\",\"groups\":[\"g\"],\"resources\":{\"cpu\":2,\"memory\":\"4GiB\"}}",
            "{\"realm\":\"r\",\"user\":\"ana\",\"runtime\":\"5h\",\"resources\":{\"nvidia.com/mig-1g\":1.5,\"gpu\":null}}");
    private static final List<String> GRANTS = List.of(
            "{\"kind\":\"grant\",\"user\":\"ana\",\"amount\":\"20 GiB-hours\",\"window\":\"30d\",\"reason\":\"r\"}",
            "{\"kind\":\"correction\",\"user\":\"ana\",\"amount\":\"-2 GPU-hours\",\"from\":\"2026-10-01T00:00:00Z\","
                    + "\"until\":\"2026-10-02T00:00:00Z\",\"id\":\"c1\",\"reason\":\"r\"}",
            "{\"kind\":\"void\",\"hub\":\"h\",\"user\":\"ana\",\"id\":\"c1\",\"reason\":\"r\"}");
    private static final List<String> EVALUATIONS = List.of(
            "{\"subject\":{\"type\":\"user\",\"id\":\"ana\",\"properties\":{\"groups\":[\"g\"]}},\"action\":{\"name\":\"start\"},"
                    + "\"resource\":{\"type\":\"server\",\"id\":\"h/ana/\",\"properties\":{\"cpu\":2,\"memory_gib\":8}},"
                    + "\"context\":{\"runtime_seconds\":60}}");
    private static final List<String> REVIEWS = List.of(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u\",\"resource\":{"
                    + "\"group\":\"\",\"version\":\"v1\",\"resource\":\"pods\"},\"operation\":\"CREATE\",\"dryRun\":true,"
                    + "\"namespace\":\"n\",\"userInfo\":{\"username\":\"hub\"},\"object\":{\"metadata\":{\"annotations\":{"
                    + "\"hub.jupyter.org/username\":\"ana\"},\"labels\":{\"app.kubernetes.io/component\":\"singleuser-server\"}},"
                    + "\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}]"
                    + "}}}}");

    private final InMemoryUsageView view = new InMemoryUsageView();
    private final DecisionService service = new DecisionService(view, DecisionLog.NONE, () -> World.NOW);

    /** Reads a text, or throws what stands for a refusal. */
    @FunctionalInterface
    private interface Parser {
        void read(String text) throws Unacceptable;
    }

    @Test
    void questions() {
        check("questions", QUESTIONS, text -> QuestionReader.read(text, Realms.DEFAULT, ADMIN));
    }

    @Test
    void grants() {
        check("grants", GRANTS, text -> GrantReader.read(text, Realms.DEFAULT, ADMIN, World.NOW));
    }

    @Test
    void evaluations() {
        view.publish(World.policy(true));
        Evaluator evaluator = new Evaluator(service, Realms.DEFAULT);
        check("evaluations", EVALUATIONS, text -> evaluator.evaluate(Trees.read(text), hub -> true));
    }

    @Test
    void reviews() {
        view.publish(World.policy(true));
        AdmissionRules rules = new AdmissionRules(Map.of("hub", "h"), true, ResourceRules.DEFAULT);
        PodReviews reviews = new PodReviews(service, Realms.DEFAULT, rules, (namespace, cluster) -> null);
        check("reviews", REVIEWS, text -> reviews.review(Trees.read(text)));
    }

    private static void check(String parser, List<String> good, Parser reader) {
        double share = Fuzz.check("requests, " + parser, 5_000, random -> {
            String text = new Mutations(random, good, SNIPPETS).next();
            try {
                reader.read(text);
                return true;
            } catch (Problem | Forbidden | Unacceptable refused) {
                return false;
            }
        });
        assertThat(share).isBetween(0.05, 0.95);
    }
}
