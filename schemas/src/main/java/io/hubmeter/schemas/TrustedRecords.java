package io.hubmeter.schemas;

import io.hubmeter.schemas.avro.PodRecord;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro which generated classes it may load. Avro loads no class that a schema names unless it is told to trust it, since
 * a schema may come from anywhere; what was trusted before stays trusted.
 */
final class TrustedRecords {

    private static final Set<String> PACKAGES = ConcurrentHashMap.newKeySet();

    static {
        PACKAGES.add(PodRecord.class.getPackageName());
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> PACKAGES.contains(type.getPackageName())));
    }

    private TrustedRecords() {}

    /** Returns once Avro trusts the classes of the topics. */
    static void ensure() {}

    /** Returns once Avro trusts the classes of a generated record's package, too: its own code says that it wants them. */
    static void ensure(Class<?> generated) {
        PACKAGES.add(generated.getPackageName());
    }
}
