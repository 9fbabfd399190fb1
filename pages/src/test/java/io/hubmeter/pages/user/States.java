package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Users in every state that the page knows, on a Tuesday in November at 11:34 in Berlin. */
enum States {
    /** A server runs, and the end is in sight. */
    NORMAL,
    /** Little is left. */
    NEAR,
    /** Used up, and within the grace. */
    GRACE,
    /** The culler stopped the server. */
    STOPPED,
    /** Used up, and nothing was stopped. */
    USED_UP,
    /** Nothing was ever used. */
    EMPTY,
    /** Used, and nothing runs. */
    IDLE,
    /** The meter is silent. */
    STALE,
    /** Two servers, one of them named by somebody with a sense of humour. */
    TWO,
    /** Something runs that no limit speaks of. */
    ENDLESS,
    /** No policy was published. */
    UNLIMITED;

    static final Instant NOW = Instant.parse("2026-11-17T10:34:07Z");
    static final Request STANDARD = OneUser.size("2", "4", "0");
    static final Request SLICE = OneUser.size("2", "2", "1");
    static final Request LARGE = OneUser.size("4", "16", "0");
    static final List<ServerSize> SIZES = List.of(
            new ServerSize("Standard", STANDARD),
            new ServerSize("GPU slice", SLICE),
            new ServerSize("Large", LARGE),
            new ServerSize("X-Large", OneUser.size("16", "64", "0")));
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Policy.Rules RULES =
            Policy.Rules.of(Combination.MAX, Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofMinutes(15));

    static final Limit MEMORY = OneUser.limit(Resource.MEMORY, "60", MONTH);

    OneUser user() {
        OneUser user = new OneUser().heard(NOW);
        if (this != UNLIMITED) {
            user.limited(
                    RULES,
                    MEMORY,
                    OneUser.limit(Resource.GPU, "160", MONTH),
                    OneUser.limit(Resource.GPU, "24", Duration.ofDays(1)));
        }
        if (this == EMPTY) {
            return user;
        }
        month(user);
        return switch (this) {
            case NORMAL -> user.ran("", STANDARD, at("2026-11-17T08:04:00Z"), null);
            case NEAR -> user.ran("", LARGE, at("2026-11-17T09:46:00Z"), null);
            case GRACE -> user.ran("", LARGE, at("2026-11-17T09:10:00Z"), null);
            case STOPPED ->
                user.ran("", LARGE, at("2026-11-17T09:00:00Z"), at("2026-11-17T10:20:00Z"))
                        .stopped(at("2026-11-17T10:20:00Z"), MEMORY);
            case USED_UP -> user.ran("", LARGE, at("2026-11-17T09:00:00Z"), at("2026-11-17T10:20:00Z"));
            case STALE ->
                user.ran("", STANDARD, at("2026-11-17T08:04:00Z"), null).heard(NOW.minusSeconds(14 * 60));
            case TWO ->
                user.ran("", STANDARD, at("2026-11-17T08:04:00Z"), null)
                        .ran("<script>alert(1)</script>", SLICE, at("2026-11-17T10:04:00Z"), null);
            case ENDLESS -> user.ran("", OneUser.size("2", "0", "0"), at("2026-11-17T08:04:00Z"), null);
            default -> user;
        };
    }

    private static void month(OneUser user) {
        user.ran("", STANDARD, at("2026-10-19T07:15:00Z"), at("2026-10-19T09:15:00Z"))
                .ran("", STANDARD, at("2026-10-20T08:00:00Z"), at("2026-10-20T08:48:00Z"))
                .ran("", STANDARD, at("2026-10-21T12:30:00Z"), at("2026-10-21T13:30:00Z"))
                .ran("", STANDARD, at("2026-10-23T09:12:00Z"), at("2026-10-23T09:51:00Z"))
                .ran("", STANDARD, at("2026-10-26T09:00:00Z"), at("2026-10-26T09:30:00Z"))
                .ran("", SLICE, at("2026-10-27T09:00:00Z"), at("2026-10-27T10:12:00Z"))
                .ran("", STANDARD, at("2026-11-01T10:00:00Z"), at("2026-11-01T10:45:00Z"))
                .ran("", STANDARD, at("2026-11-02T09:00:00Z"), at("2026-11-02T09:20:00Z"))
                .ran("", LARGE, at("2026-11-05T13:00:00Z"), at("2026-11-05T13:10:00Z"))
                .ran("", SLICE, at("2026-11-09T09:00:00Z"), at("2026-11-09T10:00:00Z"))
                .ran("", STANDARD, at("2026-11-10T09:00:00Z"), at("2026-11-10T09:21:00Z"))
                .ran("", STANDARD, at("2026-11-12T09:00:00Z"), at("2026-11-12T10:45:00Z"))
                .ran("", SLICE, at("2026-11-16T14:00:00Z"), at("2026-11-16T14:12:00Z"));
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }
}
