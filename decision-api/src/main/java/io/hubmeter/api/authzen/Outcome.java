package io.hubmeter.api.authzen;

import io.hubmeter.api.decision.DecisionEntry;
import java.util.Locale;

/** What came of one evaluation. */
public sealed interface Outcome {

    /** A decision, recorded. */
    record Decided(DecisionEntry entry) implements Outcome {}

    /**
     * Not permitted without any quota being looked at, because the question is not one that quotas answer. Not recorded: there
     * is no account to record it for.
     *
     * @param detail what was found and what was expected, for whoever runs the asking program
     */
    record Refused(Reason reason, String detail) implements Outcome {}

    /**
     * One of many that is not acceptable by itself.
     *
     * @param status the status that it would have got alone
     */
    record Failed(int status, String message) implements Outcome {}

    /** Why a question is not one that quotas answer; the codes are stable and listed in {@code docs/errors.md}. */
    enum Reason {
        /** The subject is no user. */
        UNKNOWN_SUBJECT_TYPE,
        /** The subject's id cannot be the name of a user. */
        UNKNOWN_SUBJECT,
        /** The action is another than {@code start}. */
        UNKNOWN_ACTION,
        /** The resource is no server. */
        UNKNOWN_RESOURCE_TYPE,
        /** The resource is not a server of the subject on a hub. */
        FOREIGN_RESOURCE,
        /** The caller may not ask for this hub. */
        FOREIGN_HUB;

        /** The stable code, for instance {@code foreign-resource}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether the subject may. */
    default boolean allowed() {
        return this instanceof Decided decided && decided.entry().allowed();
    }
}
