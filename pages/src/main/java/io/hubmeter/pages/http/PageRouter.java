package io.hubmeter.pages.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.pages.hub.Arrival;
import io.hubmeter.pages.hub.Gate;
import io.hubmeter.pages.hub.Pass;
import io.hubmeter.pages.hub.Session;
import io.hubmeter.pages.hub.Visitor;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request, settles who may see it, and has it answered.
 *
 * <p>Paths are compared as they were sent: nothing in them is decoded, so there is nothing to be hidden in them.
 */
public final class PageRouter implements Handler {
    private static final String HEALTH = "/health";
    private static final String LOGOUT = "logout";

    private final List<Route> routes;
    private final Assets assets;
    private final Site site;
    private final Templates templates;
    private final ProblemPages problems;
    private final FormReader forms;
    private final Gate gate;
    private final Login login;
    private final Surroundings surroundings;

    /**
     * What pages are told besides who visits.
     *
     * @param realm whose accounts the users of the hub are
     * @param zone in which times are told to whoever has not chosen
     * @param clock says what "now" is
     */
    public record Surroundings(String realm, ZoneId zone, InstantSource clock) {}

    /** A router of routes, under the prefix of a site. */
    public PageRouter(
            List<Route> routes,
            Assets assets,
            Site site,
            Templates templates,
            Gate gate,
            PageBounds bounds,
            Surroundings surroundings) {
        this.routes = List.copyOf(routes);
        this.assets = assets;
        this.site = site;
        this.templates = templates;
        this.problems = new ProblemPages(templates);
        this.forms = new FormReader(bounds);
        this.gate = gate;
        this.login = new Login(gate, site);
        this.surroundings = surroundings;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Entity entity = new Entity(request);
        Sender.send(answer(new Asked(request), entity), request, response, entity);
    }

    /** One request, and who it turned out to be from. */
    private static final class Asked {
        final ServerRequest request;
        final String method;
        final String rawPath;

        @Nullable
        Visitor visitor;

        Asked(ServerRequest request) {
            this.request = request;
            this.method = request.prologue().method().text();
            this.rawPath = request.prologue().uriPath().rawPath();
        }

        String user() {
            return visitor == null ? "-" : visitor.user();
        }
    }

    private Answer answer(Asked asked, Entity entity) {
        try {
            return route(asked, entity);
        } catch (PageProblem problem) {
            Refusals.log(problem.status(), asked.method, asked.rawPath, asked.user(), problem.reason());
            return problem(asked, problem);
        } catch (MethodRefused refused) {
            Refusals.log(405, asked.method, asked.rawPath, asked.user(), refused.reason());
            String sentence = "This address does not do what was asked of it.";
            return problem(asked, new PageProblem(405, sentence, refused.reason()))
                    .with("Allow", refused.allowed());
        } catch (HttpException | UncheckedIOException broken) {
            throw broken;
        } catch (RuntimeException bug) {
            Refusals.bug(asked.method, asked.rawPath, asked.user(), bug);
            return problem(
                    asked,
                    new PageProblem(500, "Something went wrong here. It has been noted; try again in a moment.", ""));
        }
    }

    private Answer problem(Asked asked, PageProblem problem) {
        Answer answer = Answer.html(
                problem.status(),
                problems.text(problem.status(), problem.sentence(), null, Preferences.locale(asked.request.headers())));
        return problem.status() == 503 ? answer.with("Retry-After", "10") : answer;
    }

    private Answer route(Asked asked, Entity entity) {
        if (asked.rawPath.equals(HEALTH)) {
            requireMethod(asked, List.of("GET"));
            return Answer.text(200, "ok\n");
        }
        if ((asked.rawPath + "/").equals(site.prefix())) {
            requireMethod(asked, List.of("GET"));
            return Answer.seeOther(site.prefix());
        }
        if (!asked.rawPath.startsWith(site.prefix())) {
            throw nothingThere();
        }
        String path = asked.rawPath.substring(site.prefix().length());
        Optional<Assets.Asset> asset = assets.at(path);
        if (asset.isPresent()) {
            requireMethod(asked, List.of("GET"));
            return Answer.asset(asset.get());
        }
        return switch (path) {
            case Gate.CALLBACK -> {
                requireMethod(asked, List.of("GET"));
                yield arrive(asked);
            }
            case LOGOUT -> {
                requireMethod(asked, List.of("POST"));
                yield logOut(asked, entity);
            }
            default -> page(asked, path, entity);
        };
    }

    private Answer arrive(Asked asked) {
        Query query = FormReader.query(asked.request.prologue().query().rawValue());
        return switch (login.arrive(query, asked.request.headers().cookies())) {
            case Arrival.Welcome welcome -> login.welcome(welcome);
            case Arrival.Forged(String reason) ->
                throw new PageProblem(
                        403,
                        "This login did not begin in this browser, or it took too long. Go to the page again to log in once more.",
                        "login: " + reason);
            case Arrival.Declined(String reason) ->
                throw new PageProblem(403, "You did not log in. Go to the page again to do so.", "login: " + reason);
            case Arrival.NotAllowed(String user, String reason) -> {
                asked.visitor = new Visitor(user, List.of(), false);
                throw notAllowed(reason);
            }
            case Arrival.HubSilent(String reason) -> throw hubSilent(reason);
        };
    }

    private static PageProblem hubSilent(String reason) {
        return PageProblem.unavailable(
                "JupyterHub cannot be reached now, so nobody can tell who you are. Your servers are not touched by this. Try again in a minute.",
                "hub: " + reason);
    }

    private static PageProblem nothingThere() {
        return PageProblem.notFound("There is no page at this address.", "path: found none of that name");
    }

    /** HEAD is a GET without what comes back. */
    private static void requireMethod(Asked asked, List<String> allowed) {
        if (!allowed.contains(asked.method) && !(asked.method.equals("HEAD") && allowed.contains("GET"))) {
            throw new MethodRefused(asked.method, allowed);
        }
    }

    private Answer page(Asked asked, String path, Entity entity) {
        List<Route> there =
                routes.stream().filter(route -> route.path().equals(path)).toList();
        if (there.isEmpty()) {
            throw nothingThere();
        }
        requireMethod(asked, there.stream().map(Route::method).toList());
        String method = asked.method.equals("HEAD") ? "GET" : asked.method;
        Route route = there.stream()
                .filter(r -> r.method().equals(method))
                .findFirst()
                .orElseThrow();
        return switch (pass(asked)) {
            case Pass.Admitted(Visitor visitor, Session session) -> admitted(asked, route, visitor, session, entity);
            case Pass.Nobody nobody -> nobody(asked, path, nobody);
            case Pass.NotAllowed(String user, String reason) -> throw notAllowed(reason);
            case Pass.HubSilent(String user, String reason) -> throw hubSilent(reason);
        };
    }

    private Pass pass(Asked asked) {
        Pass pass = gate.pass(asked.request.headers().cookies().all(gate.sessionCookie(), List::of));
        asked.visitor = switch (pass) {
            case Pass.Admitted admitted -> admitted.visitor();
            case Pass.NotAllowed not -> new Visitor(not.user(), List.of(), false);
            case Pass.HubSilent silent -> new Visitor(silent.user(), List.of(), false);
            case Pass.Nobody nobody -> null;
        };
        return pass;
    }

    static PageProblem notAllowed(String reason) {
        return new PageProblem(
                403,
                "JupyterHub does not let you use this page. If you think that you should, ask whoever runs your hub.",
                reason);
    }

    /** Who looks at a page is led to the login and back; script and forms cannot follow, so they are told. */
    private Answer nobody(Asked asked, String path, Pass.Nobody nobody) {
        if (nobody.isSuspect()) {
            Refusals.log(302, asked.method, asked.rawPath, "-", nobody.reason());
        }
        boolean isScript = asked.request
                .headers()
                .first(HeaderNames.create("Sec-Fetch-Dest"))
                .filter("empty"::equals)
                .isPresent();
        if (asked.method.equals("POST") || isScript) {
            throw new PageProblem(
                    401,
                    "You are not logged in any more. Load the page again, then send it once more.",
                    nobody.reason());
        }
        return login.depart(
                path,
                asked.request.prologue().query().rawValue(),
                asked.request.headers().cookies());
    }

    private Answer admitted(Asked asked, Route route, Visitor visitor, Session session, Entity entity) {
        if (route.access() == Access.ADMIN && !visitor.isAdmin()) {
            throw new PageProblem(
                    403,
                    "This page is for those who look after the quotas. If you think that you should see it, ask whoever runs your hub.",
                    "admin page: found a user who is none of pages.admins");
        }
        String csrfToken = gate.csrfToken(session);
        Query query = FormReader.query(asked.request.prologue().query().rawValue());
        Form form = route.method().equals("POST") ? form(asked, csrfToken, entity) : Form.EMPTY;
        Visit visit = new Visit(
                visitor,
                account(visitor),
                query,
                form,
                Preferences.locale(asked.request.headers()),
                Preferences.zone(asked.request.headers(), surroundings.zone()),
                surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                csrfToken);
        return answer(route, visit, route.handler().answer(visit));
    }

    private AccountId account(Visitor visitor) {
        if (visitor.user().isEmpty() || visitor.user().length() > AccountId.MAX_USER_LENGTH) {
            throw notAllowed("user: found a name of %d characters, expected 1 to %d"
                    .formatted(visitor.user().length(), AccountId.MAX_USER_LENGTH));
        }
        return new AccountId(surroundings.realm(), visitor.user());
    }

    private Form form(Asked asked, String csrfToken, Entity entity) {
        Csrf.requireSameOrigin(asked.request.headers());
        Form form = forms.form(
                entity, asked.request.headers().first(HeaderNames.CONTENT_TYPE).orElse("none"));
        Csrf.requireToken(form, csrfToken);
        return form;
    }

    private Answer answer(Route route, Visit visit, Reply reply) {
        return switch (reply) {
            case Reply.Html(int status, String template, Map<String, ?> model) ->
                Answer.html(status, render(route, visit, template, model));
            case Reply.Fragment(String template, Map<String, ?> model) ->
                Answer.html(200, render(route, visit, template, model));
            case Reply.Csv csv -> Answer.csv(csv);
            case Reply.SeeOther(String path) -> Answer.seeOther(site.prefix() + path);
        };
    }

    private String render(Route route, Visit visit, String template, Map<String, ?> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("visitor", visit.visitor());
        all.put("csrfToken", visit.csrfToken());
        all.put("zone", visit.zone());
        all.put("here", route.path());
        return templates.render(template, all, visit.locale());
    }

    /** Ends the session here, then at the hub: else the next page would begin another at once. */
    private Answer logOut(Asked asked, Entity entity) {
        if (pass(asked) instanceof Pass.Admitted(Visitor visitor, Session session)) {
            form(asked, gate.csrfToken(session), entity);
            gate.end(session);
        } else {
            Csrf.requireSameOrigin(asked.request.headers());
        }
        return Answer.seeOther(site.hubBase() + LOGOUT).with(login.clearedSession());
    }

    /** Another method than there is. */
    static final class MethodRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String found;
        private final String allowed;

        MethodRefused(String found, List<String> allowed) {
            this.found = found;
            this.allowed = String.join(", ", new TreeSet<>(allowed));
        }

        String allowed() {
            return allowed;
        }

        String reason() {
            return "method: found %s, expected %s".formatted(found, allowed);
        }
    }
}
