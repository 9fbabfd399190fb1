package io.hubmeter.api.view;

import io.hubmeter.wire.QueryToken;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the query endpoint is, and how long to wait for it.
 *
 * @param instances one or more base URIs such as {@code http://127.0.0.1:8790}, without path or query
 * @param connectTimeout how long to wait for a connection
 * @param deadline how long to wait for a whole answer, all attempts at all instances together
 * @param scanDeadline the same for the list of all accounts
 * @param policyFor how long a policy is taken to be in force without asking again; zero asks each time
 * @param hedgeAfter how long to wait for an answer before a second instance is asked as well; the first answer counts
 * @param token what the instances are shown; null if they ask for none
 */
public record RemoteUsageConfig(
        List<URI> instances,
        Duration connectTimeout,
        Duration deadline,
        Duration scanDeadline,
        Duration policyFor,
        Duration hedgeAfter,
        @Nullable QueryToken token) {
    /** Two and a half times as long as instances wait for each other, so that they have had their own second try. */
    private static final Duration USUAL_HEDGE = Duration.ofMillis(50);

    /** Checks everything, and keeps its own list. */
    public RemoteUsageConfig {
        instances = List.copyOf(instances);
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("instances: found none, expected one base URI or more");
        }
        for (URI instance : instances) {
            String path = instance.getRawPath();
            if (!"http".equals(instance.getScheme())
                    || instance.getHost() == null
                    || instance.getRawQuery() != null
                    || !(path == null || path.isEmpty() || path.equals("/"))) {
                throw new IllegalArgumentException(
                        "instances: found '%s', expected a URI such as http://127.0.0.1:8790".formatted(instance));
            }
        }
        moreThanZero("connectTimeout", connectTimeout);
        moreThanZero("deadline", deadline);
        moreThanZero("scanDeadline", scanDeadline);
        moreThanZero("hedgeAfter", hedgeAfter);
        if (policyFor.isNegative()) {
            throw new IllegalArgumentException("policyFor: found %s, expected zero or more".formatted(policyFor));
        }
    }

    /** With a second instance asked after 50 ms, and no token. */
    public RemoteUsageConfig(
            List<URI> instances,
            Duration connectTimeout,
            Duration deadline,
            Duration scanDeadline,
            Duration policyFor) {
        this(instances, connectTimeout, deadline, scanDeadline, policyFor, USUAL_HEDGE, null);
    }

    /** The same for instances that ask for a token. */
    public RemoteUsageConfig with(@Nullable QueryToken token) {
        return new RemoteUsageConfig(instances, connectTimeout, deadline, scanDeadline, policyFor, hedgeAfter, token);
    }

    private static void moreThanZero(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("%s: found %s, expected more than zero".formatted(name, duration));
        }
    }

    /** Half a second to connect, 2 s to answer, a minute for all accounts; policies are asked for once a second. */
    public static RemoteUsageConfig of(URI... instances) {
        return new RemoteUsageConfig(
                List.of(instances),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1));
    }
}
