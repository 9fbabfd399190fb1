package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Bodies whose fields may come in any order and may be unknown, read as trees: the faces that others specify. */
final class Trees {
    private static final ObjectReader READER = JsonMapper.builder(Json.FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private Trees() {}

    /**
     * The value.
     *
     * @throws Problem if the text is not exactly one JSON value, or an object in it has a field twice
     */
    static JsonNode read(String text) {
        try {
            JsonNode tree = READER.readTree(text);
            if (tree.isMissingNode()) {
                throw Problem.with(ProblemType.MALFORMED_JSON, "", "nothing", "a JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? "body"
                    : "body, line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw Problem.of(
                    ProblemType.MALFORMED_JSON, "%s: %s".formatted(where, Problem.wellFormed(e.getOriginalMessage())));
        } catch (NumberFormatException | ArithmeticException e) {
            // Jackson lets these through for exponents that no decimal can have.
            throw Problem.with(
                    ProblemType.MALFORMED_JSON, "", "a number beyond all bounds", "numbers that can be held");
        }
    }
}
