package io.hubmeter.pages.admin;

import io.hubmeter.core.policy.Policy;
import java.util.List;
import java.util.Map;

/** What holds while no policy was published: nothing is limited. */
final class NoPolicy {
    /** Limits nothing, and has an empty hash, as no file has. */
    static final Policy IN_FORCE = Policy.of("", "", "", Policy.Rules.DEFAULT, List.of(), Map.of(), Map.of());

    private NoPolicy() {}
}
