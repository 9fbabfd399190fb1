package io.hubmeter.pages;

import static io.hubmeter.pages.http.Access.USER;

import io.hubmeter.pages.admin.AdminPages;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.user.UserPage;
import java.util.ArrayList;
import java.util.List;

/**
 * Every page, and who may see it.
 *
 * <p>Besides these there are, for everybody: assets under {@code assets/}, the return from the hub's login at {@code
 * oauth_callback}, the end of a session at {@code logout} (POST, with the token of its form), and {@code /health} outside of
 * the prefix. Everything else is 404, another method is 405. Whoever is not known is led to the hub's login; whoever is known
 * and is not meant gets 403.
 */
final class PageRoutes {
    private PageRoutes() {}

    static List<Route> all(PagesConfig config, PagePorts ports, AdminPages admin) {
        UserPage user = new UserPage(ports.view(), config.hub().hub(), config.sizes(), config.isCulled());
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("", USER, user::page));
        routes.add(Route.get("live", USER, user::live));
        routes.add(Route.get("days.csv", USER, user::days));
        routes.addAll(admin.routes());
        return routes;
    }
}
