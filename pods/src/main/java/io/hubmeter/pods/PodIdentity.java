package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.problem.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * Which pod, at which version.
 *
 * @param uid the pod's identity; names are reused, uids are not
 * @param namespace its namespace
 * @param name its name
 * @param resourceVersion Kubernetes' order of changes, greater is newer
 */
public record PodIdentity(String uid, String namespace, String name, long resourceVersion) {
    /**
     * The identity of a pod.
     *
     * @throws UnusablePod if it lacks one of the four, or the version is no number
     */
    public static PodIdentity of(Pod pod) throws UnusablePod {
        ObjectMeta metadata = pod.getMetadata();
        if (metadata == null) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, "metadata", "nothing", "an object");
        }
        return new PodIdentity(
                present(metadata.getUid(), "metadata.uid"),
                present(metadata.getNamespace(), "metadata.namespace"),
                present(metadata.getName(), "metadata.name"),
                version(present(metadata.getResourceVersion(), "metadata.resourceVersion")));
    }

    private static String present(@Nullable String text, String element) throws UnusablePod {
        if (text == null || text.isEmpty()) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, element, "nothing", "some text");
        }
        return text;
    }

    private static long version(String text) throws UnusablePod {
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a negative number is.
        }
        throw new UnusablePod(
                UnusableReason.UNREADABLE_POD,
                "metadata.resourceVersion",
                Excerpt.quoted(text),
                "a whole number from 0 to 2^63 - 1");
    }
}
