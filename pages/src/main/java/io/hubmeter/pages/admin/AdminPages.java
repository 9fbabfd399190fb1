package io.hubmeter.pages.admin;

import static io.hubmeter.pages.http.Access.ADMIN;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.pages.PagePorts;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pages of admins, and what they do in the background until they are closed. */
public final class AdminPages implements AutoCloseable {
    private final Census census;
    private final Trials trials;
    private final PageHandler overview;
    private final PageHandler csv;
    private final PersonPage person;
    private final GrantDesk desk;
    private final PageHandler policy;
    private final SimulatePage simulate;

    /** Pages that show the accounts of the hub's own realm, and nobody else's. */
    public AdminPages(PagesConfig config, PagePorts ports, InstantSource clock) {
        UsageView view = ports.view();
        String hub = config.hub().hub();
        String realm = config.realms().ofHub(hub);
        List<String> hubs = hubs(config, realm);
        this.census = new Census(view, realm, hubs.size() > 1, config.zone(), clock);
        this.trials = new Trials(ports.trial(), clock);
        this.overview = new OverviewPage(census, new Sparklines(view), realm, hubs);
        this.csv = new OverviewCsv(census);
        this.person = new PersonPage(view);
        this.desk = new GrantDesk(view, ports.journal(), person, hub, config.sizes());
        this.policy = new PolicyPage(view);
        this.simulate = new SimulatePage(trials);
    }

    /** The hubs of a realm in the order of their names, as far as the settings tell. */
    private static List<String> hubs(PagesConfig config, String realm) {
        Stream<String> sharing = config.realms().byHub().entrySet().stream()
                .filter(entry -> entry.getValue().equals(realm))
                .map(Map.Entry::getKey);
        return Stream.concat(sharing, Stream.of(config.hub().hub()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Every page of admins; all of them are for admins alone. */
    public List<Route> routes() {
        return List.of(
                Route.get(Addresses.OVERVIEW, ADMIN, overview),
                Route.get(Addresses.CSV, ADMIN, csv),
                Route.get(Addresses.PERSON, ADMIN, person),
                Route.post(Addresses.PREVIEW, ADMIN, desk::preview),
                Route.post(Addresses.RECORD, ADMIN, desk::record),
                Route.get(Addresses.POLICY, ADMIN, policy),
                Route.get(Addresses.SIMULATE, ADMIN, simulate),
                Route.post(Addresses.SIMULATE, ADMIN, simulate::begin));
    }

    /** Ends what goes on in the background. */
    @Override
    public void close() {
        census.close();
        trials.close();
    }
}
