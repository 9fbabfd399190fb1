package io.hubmeter.pages;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.pages.http.Access;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.hub.Admins;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** The pages and a hub that is made for tests, with a clock that is moved by hand and a log that can be read. */
final class Stage implements AutoCloseable {
    static final String PREFIX = "/services/quota/";
    static final String SESSION = "hubmeter-quota";

    private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");

    final FakeHub hub;
    final Pages pages;
    private volatile Instant now = Instant.parse("2026-11-16T10:00:00Z");
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.hubmeter.pages");

    private Stage(Admins admins, boolean isHttps) throws Exception {
        hub = own(FakeHub.start());
        pages = start("quota", admins, isHttps);
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    static Stage open() throws Exception {
        return new Stage(Admins.OF_HUB, false);
    }

    static Stage of(Admins admins) throws Exception {
        return new Stage(admins, false);
    }

    static Stage withHttps() throws Exception {
        return new Stage(Admins.OF_HUB, true);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** One more service of the same hub, with the same token. */
    Pages start(String service, Admins admins, boolean isHttps) {
        PagesConfig config = config(service, admins, isHttps);
        List<Route> routes = new ArrayList<>(routes(config));
        routes.add(Route.get(
                "echo",
                Access.USER,
                visit -> Reply.page(
                        "problem",
                        Map.of(
                                "title",
                                visit.account() + " " + visit.query().parameters(),
                                "sentence",
                                visit.locale().toLanguageTag() + " " + visit.zone() + " "
                                        + visit.form().fields()))));
        routes.add(Route.get(
                "for-admins",
                Access.ADMIN,
                visit -> Reply.page("problem", Map.of("title", "all accounts", "sentence", ""))));
        routes.add(Route.post("for-admins", Access.ADMIN, visit -> new Reply.SeeOther("for-admins?done=1")));
        routes.add(Route.post(
                "send",
                Access.USER,
                visit -> Reply.page(
                        "problem",
                        Map.of(
                                "title",
                                visit.form().value("text").orElse("nothing"),
                                "sentence",
                                visit.form()
                                        .upload("file")
                                        .map(file -> file.fileName() + " of " + file.bytes().length)
                                        .orElse("no file")))));
        routes.add(Route.get("fails", Access.USER, visit -> {
            throw new IllegalStateException("meant to fail");
        }));
        return own(Pages.start(config, routes, (InstantSource) () -> now));
    }

    PagesConfig config(String service, Admins admins, boolean isHttps) {
        HubSite site = new HubSite("hub1", service, hub.api(), "/hub/", isHttps, ServiceToken.of(FakeHub.SECRET));
        return new PagesConfig(
                "127.0.0.1",
                0,
                site,
                Realms.DEFAULT,
                admins,
                null,
                ZoneId.of("Europe/Berlin"),
                List.of(),
                Duration.ofHours(8),
                true,
                PageBounds.DEFAULT);
    }

    /** The pages as they are. */
    static List<Route> routes(PagesConfig config) {
        InMemoryUsageView view = new InMemoryUsageView();
        InstantSource clock = InstantSource.system();
        PagePorts ports = new PagePorts(view, new DecisionService(view, DecisionLog.NONE, clock), grant -> {});
        return PageRoutes.all(config, ports, new io.hubmeter.pages.admin.AdminPages(config, ports, clock));
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    Browser browser() {
        return own(new Browser(pages.uri()));
    }

    /** A browser in which somebody, who is put into the hub, has logged in. */
    Browser loggedIn(FakeHub.User user) throws Exception {
        hub.put(user);
        Browser browser = browser();
        HttpResponse<String> back = logIn(browser, user.name(), PREFIX);
        if (back.statusCode() != 303) {
            throw new AssertionError(back.statusCode() + " " + back.body());
        }
        return browser;
    }

    /** Asks for a page, and comes back from the hub with a code of somebody. */
    HttpResponse<String> logIn(Browser browser, String user, String path) throws Exception {
        return browser.get(callback(stateOf(browser.get(path)), hub.codeFor(user)));
    }

    static String callback(String state, String code) {
        return PREFIX + "oauth_callback?code=" + code + "&state=" + state;
    }

    static String stateOf(HttpResponse<?> departure) {
        Matcher matcher = STATE.matcher(Browser.location(departure));
        if (!matcher.find()) {
            throw new AssertionError(departure.statusCode() + " leads to " + Browser.location(departure));
        }
        return matcher.group(1);
    }

    /** What was logged, a line each. */
    List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(log);
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
