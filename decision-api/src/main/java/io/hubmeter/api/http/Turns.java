package io.hubmeter.api.http;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.LimitAlgorithm;
import java.util.function.Supplier;

/**
 * Lets so many calls be worked on at a time. Further ones wait for their turn, but only shortly, and are then refused: an
 * answer that comes when nobody waits for it any more costs those that others still wait for.
 */
final class Turns {
    private final Bounds bounds;
    private final FixedLimit limit;

    Turns(Bounds bounds) {
        this.bounds = bounds;
        this.limit = FixedLimit.builder()
                .permits(bounds.atOnce())
                .fair(true)
                // Whoever waits holds a connection, so there are never more than these.
                .queueLength(bounds.connections())
                .queueTimeout(bounds.patience())
                .build();
    }

    /**
     * Answers when it is this call's turn.
     *
     * @throws Problem if that is not soon enough
     */
    Answer inTurn(Supplier<Answer> work) {
        LimitAlgorithm.Token turn = limit.tryAcquire().orElseThrow(this::tooBusy);
        try {
            return work.get();
        } finally {
            turn.success();
        }
    }

    private Problem tooBusy() {
        return Problem.with(
                ProblemType.TOO_BUSY,
                "calls being worked on",
                "%d, and no turn within %d ms"
                        .formatted(bounds.atOnce(), bounds.patience().toMillis()),
                "fewer");
    }
}
