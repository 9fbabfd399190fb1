package io.hubmeter.pages.hub;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the hub says of sessions, asked at most once a minute for each; views that come at once share the answer. While the hub
 * is silent, what it said last counts for a while longer, and it is asked again after seconds.
 */
final class TokenChecks {
    /** How long an answer counts without asking again. */
    static final Duration FRESH = Duration.ofMinutes(1);

    /** How soon a silent hub is asked again. */
    static final Duration RETRY = Duration.ofSeconds(10);

    /** How long an answer counts while the hub is silent. */
    static final Duration GRACE = Duration.ofMinutes(5);

    /** How many sessions are remembered; those that are forgotten are asked about sooner. */
    private static final int MOST = 20_000;

    private final Function<String, HubAnswer<HubUser>> whoIs;
    private final InstantSource clock;
    private final Cache<String, Entry> entries = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(30))
            .build();

    TokenChecks(Function<String, HubAnswer<HubUser>> whoIs, InstantSource clock) {
        this.whoIs = whoIs;
        this.clock = clock;
    }

    /** Whom the session belongs to now; never {@code Told} on what the hub did not say of this very token. */
    HubAnswer<HubUser> check(Session session) {
        return entries.get(session.id(), id -> new Entry()).check(session.hubToken());
    }

    /** Remembers what the hub said at the login, so that it is not asked again at once. */
    void learn(Session session, HubUser user) {
        entries.get(session.id(), id -> new Entry()).learn(user);
    }

    private final class Entry {
        private @Nullable HubUser known;
        private Instant toldAt = Instant.EPOCH;
        private Instant askedAt = Instant.EPOCH;
        private HubAnswer<HubUser> last = new HubAnswer.Silent<>("not asked yet");

        synchronized void learn(HubUser user) {
            remember(new HubAnswer.Told<>(user));
        }

        /** Whoever comes while the hub is asked waits here for its answer. */
        synchronized HubAnswer<HubUser> check(String token) {
            boolean isEnded = last instanceof HubAnswer.Refused;
            Duration again = last instanceof HubAnswer.Silent ? RETRY : FRESH;
            if (!isEnded && !isWithin(askedAt, again)) {
                remember(whoIs.apply(token));
            }
            HubUser user = known;
            return last instanceof HubAnswer.Silent && user != null && isWithin(toldAt, GRACE)
                    ? new HubAnswer.Told<>(user)
                    : last;
        }

        private void remember(HubAnswer<HubUser> answer) {
            last = answer;
            askedAt = clock.instant();
            if (answer instanceof HubAnswer.Told<HubUser>(HubUser user)) {
                known = user;
                toldAt = askedAt;
            }
        }

        /** A clock that was set back does not make an answer last. */
        private boolean isWithin(Instant since, Duration bound) {
            return Duration.between(since, clock.instant()).abs().compareTo(bound) < 0;
        }
    }
}
