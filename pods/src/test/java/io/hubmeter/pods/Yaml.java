package io.hubmeter.pods;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Pods as tests write them: the parts that matter, in YAML; the identity is filled in. */
final class Yaml {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Yaml() {}

    static ObjectNode json(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        ObjectNode pod = JSON.valueToTree(loaded == null ? Map.of() : loaded);
        ObjectNode metadata = pod.withObjectProperty("metadata");
        metadata.put("uid", "uid-1")
                .put("namespace", "jhub")
                .put("name", "jupyter-bob")
                .put("resourceVersion", "7");
        return pod;
    }

    static Pod pod(String yaml) {
        try {
            return PodParser.parse(json(yaml));
        } catch (UnusablePod e) {
            throw new AssertionError(e);
        }
    }
}
