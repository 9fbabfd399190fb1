package io.hubmeter.collector.config;

import static io.hubmeter.collector.config.ListForms.need;
import static io.hubmeter.collector.config.ListForms.needOneOf;

import io.hubmeter.core.metering.Resource;
import java.util.List;
import java.util.Map;

/** The forms of what must be said alike wherever pods are counted and accounts are named. */
public final class MeteringForms {
    /** The extended resources that are metered if nothing is said. */
    public static final String USUAL_RESOURCES = "nvidia.com/gpu=gpu,amd.com/gpu=gpu";

    private static final List<String> BASES = List.of("requests", "limits", "larger");
    private static final String ANY = "*";

    private MeteringForms() {}

    /** The realm by hub. */
    public static Form<Map<String, String>> realms() {
        return ListForms.pairs(
                "hub=realm",
                "both of " + Names.NAME_EXPECTED,
                (hub, realm) -> need(Names.isName(hub) && Names.isName(realm)));
    }

    /** Hubmeter's resource by extended resource. */
    public static Form<Map<String, String>> resources() {
        return ListForms.pairs(
                "extended-resource=resource",
                "* may stand at the end of the first or of both, the second is not cpu or memory",
                MeteringForms::checkMapping);
    }

    /** What is charged, by Hubmeter's resource. */
    public static Form<Map<String, String>> basis() {
        return ListForms.pairs(
                "resource=requests|limits|larger",
                "a resource is cpu, memory, gpu or a mapped one",
                (resource, basis) -> {
                    var _ = new Resource(resource);
                    needOneOf(basis, BASES);
                });
    }

    private static void checkMapping(String extended, String resource) {
        boolean isPattern = extended.endsWith(ANY);
        String stem = isPattern ? extended.substring(0, extended.length() - 1) : extended;
        String target = isPattern && resource.endsWith(ANY) ? resource.substring(0, resource.length() - 1) : resource;
        need(stem.matches("[A-Za-z0-9./_-]+") && !isNative(extended) && !isNative(resource));
        if (!target.isEmpty() || !resource.equals(ANY)) {
            var _ = new Resource(target);
        }
    }

    private static boolean isNative(String resource) {
        return resource.equals(Resource.CPU.name()) || resource.equals(Resource.MEMORY.name());
    }
}
