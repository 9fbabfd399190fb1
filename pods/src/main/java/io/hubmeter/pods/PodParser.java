package io.hubmeter.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.problem.Excerpt;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/** Pods from the JSON that an API server sends. Thread-safe. */
public final class PodParser {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    // Not for the mapper: the library's reader of quantities reads trees out of the middle of a document.
    private static final ObjectReader DOCUMENT = JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<String> QUANTITIES = Set.of("requests", "limits", "allocatedResources", "overhead");

    private static final String UNUSED = "managedFields";

    private PodParser() {}

    /**
     * The pod that a JSON document is, in UTF-8.
     *
     * @throws UnusablePod if it is not one
     */
    public static Pod parse(byte[] json) throws UnusablePod {
        try {
            return parse(DOCUMENT.readTree(json));
        } catch (JsonProcessingException e) {
            throw new UnusablePod(
                    UnusableReason.UNREADABLE_POD, "pod", Excerpt.ofMessage(e.getOriginalMessage()), "JSON");
        } catch (IOException e) {
            throw new UnusablePod(
                    UnusableReason.UNREADABLE_POD, "pod", Excerpt.ofMessage(String.valueOf(e.getMessage())), "JSON");
        }
    }

    /**
     * The pod that a JSON value is. Fields that this version of the client library does not know are kept aside.
     *
     * <p>Takes {@value #UNUSED} away from the value: a third of a pod, it tells who wrote which field, and nobody asks.
     *
     * @throws UnusablePod if it is not one: not an object, of another kind, with an element of another type than a pod's, or
     *     without one of uid, namespace, name and version
     */
    public static Pod parse(JsonNode json) throws UnusablePod {
        Pod pod = parseUnstored(json);
        PodIdentity.of(pod);
        return pod;
    }

    /**
     * The pod that a JSON value is, as it is before it is stored: what identifies it may be missing. Takes {@value #UNUSED}
     * away too.
     *
     * @throws UnusablePod if it is not one: not an object, of another kind, or with an element of another type than a pod's
     */
    public static Pod parseUnstored(JsonNode json) throws UnusablePod {
        if (!json.isObject()) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, "pod", shape(json), "an object");
        }
        // Items of a list have no kind of their own.
        JsonNode kind = json.path("kind");
        if (!kind.isMissingNode() && !kind.asText().equals("Pod")) {
            throw new UnusablePod(UnusableReason.UNREADABLE_POD, "kind", shape(kind), "'Pod'");
        }
        if (json.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(UNUSED);
        }
        try {
            return JSON.treeToValue(json, Pod.class);
        } catch (JsonMappingException e) {
            throw unusable(json, e);
        } catch (JsonProcessingException e) {
            throw new UnusablePod(
                    UnusableReason.UNREADABLE_POD, "pod", Excerpt.ofMessage(e.getOriginalMessage()), "a pod");
        }
    }

    private static UnusablePod unusable(JsonNode json, JsonMappingException problem) {
        StringBuilder element = new StringBuilder();
        JsonNode found = json;
        boolean quantity = false;
        for (JsonMappingException.Reference step : problem.getPath()) {
            if (step.getFieldName() == null) {
                element.append('[').append(step.getIndex()).append(']');
                found = found.path(step.getIndex());
            } else {
                element.append(element.isEmpty() ? "" : ".").append(Excerpt.of(step.getFieldName()));
                found = found.path(step.getFieldName());
                quantity = quantity || QUANTITIES.contains(step.getFieldName());
            }
        }
        boolean badQuantity = quantity && !(problem instanceof MismatchedInputException);
        return new UnusablePod(
                badQuantity ? UnusableReason.BAD_QUANTITY : UnusableReason.UNREADABLE_POD,
                element.isEmpty() ? "pod" : element.toString(),
                shape(found),
                badQuantity ? "a quantity such as 500m or 2Gi" : expected(problem));
    }

    private static String shape(JsonNode found) {
        if (found.isTextual()) {
            return Excerpt.quoted(found.textValue());
        }
        if (found.isContainerNode()) {
            return found.isArray() ? "a list" : "an object";
        }
        return found.isMissingNode() ? "nothing" : Excerpt.of(found.toString());
    }

    private static String expected(JsonMappingException problem) {
        Class<?> type = problem instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null) {
            return "another value";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == String.class) {
            return "text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(type) ? "a number" : "an object";
    }
}
