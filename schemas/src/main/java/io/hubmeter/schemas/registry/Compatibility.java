package io.hubmeter.schemas.registry;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** Which schemas a subject accepts after those it has; the names are those of Confluent's registry. */
public enum Compatibility {
    /** Any. */
    NONE,
    /** A reader with the new schema understands the latest one. */
    BACKWARD,
    /** A reader with the new schema understands all earlier ones. */
    BACKWARD_TRANSITIVE,
    /** A reader with the latest schema understands the new one. */
    FORWARD,
    /** Readers with any earlier schema understand the new one. */
    FORWARD_TRANSITIVE,
    /** BACKWARD and FORWARD. */
    FULL,
    /** BACKWARD_TRANSITIVE and FORWARD_TRANSITIVE. */
    FULL_TRANSITIVE;

    /**
     * Why a schema is not accepted.
     *
     * @param earlier schemas of the subject, the newest first
     * @return empty if it is accepted
     */
    public Optional<String> objection(Schema candidate, List<Schema> earlier) {
        if (this == NONE) {
            return Optional.empty();
        }
        try {
            validator().validate(candidate, earlier);
            return Optional.empty();
        } catch (SchemaValidationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private SchemaValidator validator() {
        var builder = new SchemaValidatorBuilder();
        return switch (this) {
            case NONE -> (candidate, earlier) -> {};
            case BACKWARD -> builder.canReadStrategy().validateLatest();
            case BACKWARD_TRANSITIVE -> builder.canReadStrategy().validateAll();
            case FORWARD -> builder.canBeReadStrategy().validateLatest();
            case FORWARD_TRANSITIVE -> builder.canBeReadStrategy().validateAll();
            case FULL -> builder.mutualReadStrategy().validateLatest();
            case FULL_TRANSITIVE -> builder.mutualReadStrategy().validateAll();
        };
    }
}
