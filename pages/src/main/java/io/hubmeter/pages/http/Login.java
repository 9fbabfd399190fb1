package io.hubmeter.pages.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.http.SetCookie;
import io.hubmeter.pages.hub.Arrival;
import io.hubmeter.pages.hub.Departure;
import io.hubmeter.pages.hub.Gate;
import java.time.Instant;
import java.util.List;

/** The way of a browser to the hub's login and back, as redirects and cookies. */
final class Login {
    /** How many logins one browser may have begun; when there are more, it forgets them all. */
    private static final int MOST_BEGUN = 8;

    private final Gate gate;
    private final Site site;

    Login(Gate gate, Site site) {
        this.gate = gate;
        this.site = site;
    }

    /** To the hub's login; the page asked for is got afterwards, if its address is one of ours to the last character. */
    Answer depart(String path, String rawQuery, Parameters cookies) {
        String whole = rawQuery.isEmpty() ? path : path + "?" + rawQuery;
        String next = Paths.isBelow(whole) ? whole : path;
        Departure departure = gate.depart(Paths.isBelow(next) ? next : "");
        Answer answer = Answer.seeOther(departure.location());
        List<String> begun = cookies.names().stream()
                .filter(name -> name.startsWith(gate.stateCookies()))
                .toList();
        if (begun.size() > MOST_BEGUN) {
            for (String name : begun) {
                answer = answer.with(cleared(name));
            }
        }
        return answer.with(cookie(departure.cookie(), departure.value())
                .maxAge(departure.lasts())
                .build());
    }

    /** Back from the login. */
    Arrival arrive(Query query, Parameters cookies) {
        return gate.arrive(query.parameters(), name -> cookies.all(name, List::of));
    }

    /** On to the page that was asked for, with the session. */
    Answer welcome(Arrival.Welcome welcome) {
        String next = Paths.isBelow(welcome.next()) ? welcome.next() : "";
        return Answer.seeOther(site.prefix() + next)
                .with(cookie(gate.sessionCookie(), welcome.cookie()).build())
                .with(cleared(welcome.stateCookie()));
    }

    SetCookie clearedSession() {
        return cleared(gate.sessionCookie());
    }

    private SetCookie cleared(String name) {
        // Max-Age=0 is left out of what is sent.
        return cookie(name, "").expires(Instant.EPOCH).build();
    }

    private SetCookie.Builder cookie(String name, String value) {
        return SetCookie.builder(name, value)
                .path(site.prefix())
                .httpOnly(true)
                .secure(gate.isHttps())
                .sameSite(SetCookie.SameSite.LAX);
    }
}
