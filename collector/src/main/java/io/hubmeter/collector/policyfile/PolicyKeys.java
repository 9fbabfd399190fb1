package io.hubmeter.collector.policyfile;

import java.util.List;

/** The keys that a policy file knows; {@code docs/policy.schema.json} knows the same ones. */
final class PolicyKeys {
    /** Of the file itself. */
    static final List<String> FILE = List.of(
            "combine",
            "minimumRuntime",
            "freshness",
            "grace",
            "enforce",
            "unknown",
            "window",
            "warnings",
            "denial",
            "prices",
            "hubs",
            "default",
            "groups",
            "users");

    /** Of one hub. */
    static final List<String> HUB = List.of("realm", "enforce", "unknown", "denial");

    /** Of one rule. */
    static final List<String> RULE = List.of("description", "hubs", "enforce", "limits");

    private PolicyKeys() {}
}
