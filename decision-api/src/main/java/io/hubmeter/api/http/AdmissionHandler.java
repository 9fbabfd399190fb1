package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.admission.PodReviews;
import io.hubmeter.api.admission.Verdict;
import io.hubmeter.api.notation.Unacceptable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Answers as a validating admission webhook of Kubernetes. */
final class AdmissionHandler {
    static final String PATH = "/admission/pods";

    private static final int FORBIDDEN = 403;

    private final PodReviews reviews;

    AdmissionHandler(PodReviews reviews) {
        this.reviews = reviews;
    }

    /** Always 200 if there is a request to answer: an API server takes another status for a failure of the webhook. */
    Answer review(Call call) {
        // API servers add how long they will wait.
        call.query(List.of("timeout"));
        try {
            Verdict verdict = reviews.review(Trees.read(call.jsonBody()));
            return Answer.json(200, json -> write(json, verdict));
        } catch (Unacceptable e) {
            throw Problem.with(ProblemType.BAD_FIELD, e.pointer(), e.found(), e.expected());
        }
    }

    private static void write(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("apiVersion", "admission.k8s.io/v1");
        json.writeStringField("kind", "AdmissionReview");
        json.writeObjectFieldStart("response");
        json.writeStringField("uid", Problem.wellFormed(verdict.uid()));
        json.writeBooleanField("allowed", verdict.allowed());
        if (verdict.message() != null) {
            json.writeObjectFieldStart("status");
            json.writeNumberField("code", verdict.code());
            json.writeStringField("reason", verdict.code() == FORBIDDEN ? "Forbidden" : "BadRequest");
            json.writeStringField("message", Problem.wellFormed(verdict.message()));
            json.writeEndObject();
        }
        if (!verdict.warnings().isEmpty()) {
            json.writeArrayFieldStart("warnings");
            for (String warning : verdict.warnings()) {
                json.writeString(warning);
            }
            json.writeEndArray();
        }
        if (!verdict.annotations().isEmpty()) {
            json.writeObjectFieldStart("auditAnnotations");
            for (Map.Entry<String, String> annotation : verdict.annotations().entrySet()) {
                json.writeStringField(annotation.getKey(), Problem.wellFormed(annotation.getValue()));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
