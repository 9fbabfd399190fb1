package io.hubmeter.schemas;

import io.hubmeter.schemas.avro.PodRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that it may load the generated classes. Avro loads no class that a schema names unless it is told to trust
 * it, since a schema may come from anywhere; what was trusted before stays trusted.
 */
final class TrustedRecords {

    private static final String PACKAGE = PodRecord.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(PACKAGE)));
    }

    private TrustedRecords() {}

    /** Returns once Avro trusts the classes; the first call tells it. */
    static void ensure() {}
}
