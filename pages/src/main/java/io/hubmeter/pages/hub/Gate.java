package io.hubmeter.pages.hub;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets visitors in: sends browsers to the hub's login (OAuth, RFC 6749, section 4.1), begins sessions when they come back, and
 * asks the hub at every view whether they still count. Safe for use by many threads at once.
 */
public final class Gate implements AutoCloseable {
    /** Where browsers come back from the hub, below the prefix; the hub expects it there unless it is told otherwise. */
    public static final String CALLBACK = "oauth_callback";

    private static final Duration LOGIN_BOUND = Duration.ofMinutes(10);
    private static final int MOST_STATES = 100_000;
    private static final int STATE_IN_NAME = 8;

    private final HubSite site;
    private final Admins admins;
    private final InstantSource clock;
    private final Sessions sessions;
    private final SealedCookie states;
    private final HubClient hub;
    private final TokenChecks checks;
    private final URI redirectUri;
    private final Cache<String, Boolean> usedStates = Caffeine.newBuilder()
            .maximumSize(MOST_STATES)
            .expireAfterWrite(LOGIN_BOUND)
            .build();

    /**
     * A gate.
     *
     * @param session how long sessions last at the most
     */
    public Gate(HubSite site, Admins admins, Duration session, InstantSource clock) {
        this.site = site;
        this.admins = admins;
        this.clock = clock;
        this.sessions = new Sessions(site, session, clock);
        this.states = new SealedCookie(site, "login", clock);
        this.hub = new HubClient(site);
        this.checks = new TokenChecks(hub::whoIs, clock);
        this.redirectUri = URI.create(site.prefix() + CALLBACK);
    }

    /** Whether browsers come by https. */
    public boolean isHttps() {
        return site.isHttps();
    }

    /** What the cookie of the session is called. */
    public String sessionCookie() {
        return (site.isHttps() ? "__Secure-" : "") + "hubmeter-" + site.service();
    }

    /** What the names of the cookies of logins begin with. */
    public String stateCookies() {
        return sessionCookie() + "-login-";
    }

    /** Sends a browser to the login; {@code next} is the page that it asked for, below the prefix. */
    public Departure depart(String next) {
        String state = Randoms.text();
        URI location = new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(site.clientId()))
                .endpointURI(URI.create(site.base() + "api/oauth2/authorize"))
                .redirectionURI(redirectUri)
                .state(new State(state))
                .build()
                .toURI();
        String value = states.seal(
                new JWTClaimsSet.Builder().claim("state", state).claim("next", next),
                clock.instant().plus(LOGIN_BOUND));
        return new Departure(location.toString(), cookieOf(state), value, LOGIN_BOUND);
    }

    private String cookieOf(String state) {
        return stateCookies() + state.substring(0, Math.min(STATE_IN_NAME, state.length()));
    }

    /**
     * Lets a browser in that came back.
     *
     * @param query the parameters of the address that it came to
     * @param cookies the values of a cookie by its name
     */
    public Arrival arrive(Map<String, List<String>> query, Function<String, List<String>> cookies) {
        AuthorizationResponse response;
        try {
            response = AuthorizationResponse.parse(redirectUri, query);
        } catch (ParseException e) {
            return new Arrival.Forged("no answer of a login");
        }
        if (response.getState() == null) {
            return new Arrival.Forged("no state");
        }
        String state = response.getState().getValue();
        String next;
        try {
            next = nextOf(state, cookies.apply(cookieOf(state)));
        } catch (CookieRefused refused) {
            return new Arrival.Forged("state: " + refused.getMessage());
        }
        if (usedStates.asMap().putIfAbsent(state, true) != null) {
            return new Arrival.Forged("state: used before");
        }
        if (!response.indicatesSuccess()) {
            return new Arrival.Declined(
                    "hub: error " + response.toErrorResponse().getErrorObject().getCode());
        }
        if (response.toSuccessResponse().getAuthorizationCode() == null) {
            return new Arrival.Forged("no code");
        }
        return enter(response.toSuccessResponse().getAuthorizationCode().getValue(), cookieOf(state), next);
    }

    /** The page that was asked for, if the login with this state began in this browser. */
    private String nextOf(String state, List<String> cookies) throws CookieRefused {
        for (String cookie : cookies) {
            JWTClaimsSet claims = states.open(cookie);
            if (isSame(state, SealedCookie.text(claims, "state"))) {
                return SealedCookie.text(claims, "next");
            }
        }
        throw new CookieRefused("not of a login that began in this browser");
    }

    private Arrival enter(String code, String stateCookie, String next) {
        return switch (hub.tokenFor(code, redirectUri)) {
            case HubAnswer.Refused<HubToken>(String reason) -> new Arrival.Forged(reason);
            case HubAnswer.Silent<HubToken>(String reason) -> new Arrival.HubSilent(reason);
            case HubAnswer.Told<HubToken>(HubToken token) ->
                switch (hub.whoIs(token.secret())) {
                    case HubAnswer.Refused<HubUser>(String reason) -> new Arrival.Forged(reason);
                    case HubAnswer.Silent<HubUser>(String reason) -> new Arrival.HubSilent(reason);
                    case HubAnswer.Told<HubUser>(HubUser user) -> welcome(user, token, stateCookie, next);
                };
        };
    }

    private Arrival welcome(HubUser user, HubToken token, String stateCookie, String next) {
        if (!user.mayAccess(site.service())) {
            return new Arrival.NotAllowed(user.name(), missingScope());
        }
        Session session = sessions.begin(user.name(), token.secret(), token.lasts());
        checks.learn(session, user);
        return new Arrival.Welcome(session, sessions.seal(session), stateCookie, next);
    }

    private String missingScope() {
        return "scopes: found neither access:services nor access:services!service=%s, expected one of them"
                .formatted(site.service());
    }

    /**
     * Who a request is from, by the values of the session's cookie. There can be several, since the pages of servers at the same
     * host can set some of their own; the first that counts does.
     */
    public Pass pass(List<String> cookies) {
        Pass.Nobody nobody = new Pass.Nobody("no session", false);
        for (String cookie : cookies) {
            try {
                return pass(sessions.open(cookie));
            } catch (CookieRefused refused) {
                boolean isOver = "expired".equals(refused.getMessage()) || "logged out".equals(refused.getMessage());
                nobody = new Pass.Nobody("session: " + refused.getMessage(), !isOver);
            }
        }
        return nobody;
    }

    private Pass pass(Session session) {
        return switch (checks.check(session)) {
            case HubAnswer.Silent<HubUser>(String reason) -> new Pass.HubSilent(session.user(), reason);
            case HubAnswer.Refused<HubUser>(String reason) ->
                new Pass.Nobody("session of %s ended by the hub: %s".formatted(session.user(), reason), false);
            case HubAnswer.Told<HubUser>(HubUser user) -> {
                if (!user.name().equals(session.user())) {
                    yield new Pass.Nobody("session: of a user who is now called otherwise", true);
                }
                if (!user.mayAccess(site.service())) {
                    yield new Pass.NotAllowed(user.name(), missingScope());
                }
                boolean isAdmin = admins.include(user.name(), user.groups(), user.isHubAdmin());
                yield new Pass.Admitted(new Visitor(user.name(), user.groups(), isAdmin), session);
            }
        };
    }

    /** Ends a session. */
    public void end(Session session) {
        sessions.end(session);
    }

    /** What every form of a session's pages has to send back. */
    public String csrfToken(Session session) {
        return Sessions.csrfToken(session);
    }

    /** Whether two secrets are the same, in a time that does not tell how far. */
    public static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        hub.close();
    }
}
