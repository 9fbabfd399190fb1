package io.hubmeter.culler.hub;

import io.hubmeter.culler.http.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a hub says of a server. */
public sealed interface HubSays {

    /** It does not run: there is no such server, or no such user. */
    record NotRunning() implements HubSays {}

    /**
     * It runs, or begins or ceases to.
     *
     * @param startedAt when it was told to start; null if the hub does not say
     * @param pending what is under way, such as {@code spawn} or {@code stop}; null if nothing is
     */
    record Running(@Nullable Instant startedAt, @Nullable String pending) implements HubSays {
        /** Whether somebody told it to stop. */
        public boolean isStopping() {
            return "stop".equals(pending);
        }
    }

    /** It cannot be told. */
    record Unclear(Reply.Trouble trouble) implements HubSays {}
}
