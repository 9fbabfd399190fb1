package io.hubmeter.api.grant;

import io.hubmeter.core.grant.Grant;
import java.util.Objects;

/**
 * What somebody asks to be recorded.
 *
 * @param grant the record, if it is recorded now
 * @param saysFrom whether it was said from when on it counts, or now is meant
 */
public record GrantRequest(Grant grant, boolean saysFrom) {

    /** Whether a record with the same id says the same, so that this is a repetition of it. */
    boolean repeats(Grant recorded) {
        if (recorded.kind() == Grant.Kind.VOID) {
            return true;
        }
        return recorded.kind() == grant.kind()
                && Objects.equals(recorded.resource(), grant.resource())
                && recorded.amount().equals(grant.amount())
                && Objects.equals(recorded.window(), grant.window())
                && (!saysFrom || recorded.from().equals(grant.from()))
                && Objects.equals(recorded.until(), grant.until());
    }

    /** Whether a record has the same id in the same role: voids share the id of what they void. */
    boolean isNamedLike(Grant recorded) {
        return recorded.id().equals(grant.id())
                && (recorded.kind() == Grant.Kind.VOID) == (grant.kind() == Grant.Kind.VOID);
    }
}
