package io.hubmeter.collector.jupyterhub;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of asking the hub for a page of users. */
sealed interface HubAnswer {

    /**
     * A page.
     *
     * @param next where the next page begins; null on the last one
     */
    record Page(List<HubUser> users, @Nullable Next next) implements HubAnswer {
        public Page {
            users = List.copyOf(users);
        }
    }

    /**
     * Where a page begins.
     *
     * @param offset users before it
     * @param limit the most users of it
     */
    record Next(int offset, int limit) {}

    /**
     * Nothing to use.
     *
     * @param detail what was found and what was expected, for people; holds no secret
     * @param retryAfter what the hub asks for; null if it asks for nothing
     */
    record Trouble(String detail, @Nullable Duration retryAfter) implements HubAnswer {}
}
