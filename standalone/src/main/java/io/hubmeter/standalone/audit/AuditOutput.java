package io.hubmeter.standalone.audit;

import java.io.IOException;

/** Writes down what an audit found. */
@FunctionalInterface
public interface AuditOutput {
    /** Writes all of it. */
    void write(AuditResult result) throws IOException;
}
