package io.hubmeter.pages.admin;

import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.PagePorts;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.pages.http.Assets;
import io.hubmeter.pages.http.Form;
import io.hubmeter.pages.http.Query;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.http.Site;
import io.hubmeter.pages.http.Templates;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import io.hubmeter.pages.hub.Visitor;
import io.hubmeter.pages.trial.PolicyTrial;
import io.hubmeter.pages.user.ServerSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The admin pages of a hub with a few people, whom a policy gives 60 GiB-hours in 30 days. */
final class Town implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-17T11:34:07Z");
    static final String HOSTILE = "=<script>alert('x')</script>\u202e../%00\"&#39;";

    final InMemoryUsageView view = new InMemoryUsageView();
    final List<Grant> recorded = new ArrayList<>();
    final AtomicReference<PolicyTrial> trial = new AtomicReference<>(PolicyTrial.NONE);
    boolean isJournalBroken;
    private final AdminPages pages;
    private final Templates templates;

    Town() {
        this(Prices.NONE);
    }

    Town(Prices prices) {
        view.publish(policy(prices));
        view.hear(NOW);
        HubSite site = new HubSite(
                "hub1",
                "quota",
                URI.create("http://127.0.0.1:1/hub/api"),
                "/hub/",
                false,
                ServiceToken.of("0123456789abcdef"));
        PagesConfig bare = PagesConfig.onLoopback(0, site);
        PagesConfig config = new PagesConfig(
                bare.host(),
                0,
                site,
                bare.realms(),
                bare.admins(),
                null,
                ZoneId.of("UTC"),
                List.of(new ServerSize("Standard", new Request(new TreeMap<>(Map.of(Resource.MEMORY, rate(4)))))),
                bare.session(),
                true,
                bare.bounds());
        PagePorts ports = new PagePorts(
                view,
                new DecisionService(view, DecisionLog.NONE, () -> NOW),
                grant -> {
                    if (isJournalBroken) {
                        throw new JournalUnavailable("no broker", new IllegalStateException());
                    }
                    recorded.add(grant);
                    view.record(grant);
                },
                (request, progress) -> trial.get().run(request, progress));
        pages = new AdminPages(config, ports, () -> NOW);
        templates = new Templates(new Site("/services/quota/", "/hub/", "hub1", null), Assets.load());
    }

    static Policy policy(Prices prices) {
        return Policy.of(
                "policy.yaml",
                "ab".repeat(32),
                "default:\n  limits: # <script>\n",
                Policy.Rules.of(Combination.MAX, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ZERO)
                        .priced(prices),
                List.of(new Limit(Resource.MEMORY, hours(60), Duration.ofDays(30))),
                Map.of("power", List.of(new Limit(Resource.MEMORY, hours(600), Duration.ofDays(30)))),
                Map.of());
    }

    static BigInteger hours(long gibHours) {
        return Resource.MEMORY.amountOf(BigDecimal.valueOf(gibHours));
    }

    static BigInteger rate(long gib) {
        return Resource.MEMORY.rateOf(BigDecimal.valueOf(gib));
    }

    static AccountId account(String user) {
        return new AccountId("hub1", user);
    }

    /** Somebody who has held 4 GiB for so many hours, and still does. */
    AccountId running(String user, long forHours) {
        AccountId account = account(user);
        view.run(account, Quantities.of(Resource.MEMORY, rate(4)), NOW.minus(Duration.ofHours(forHours)), null);
        return account;
    }

    Reply get(String path, Map<String, String> query) {
        return answer("GET", path, query, Map.of());
    }

    Reply post(String path, Map<String, String> form) {
        return answer("POST", path, Map.of(), form);
    }

    private Reply answer(String method, String path, Map<String, String> query, Map<String, String> form) {
        Route route = pages.routes().stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .findFirst()
                .orElseThrow();
        return route.handler()
                .answer(new Visit(
                        new Visitor("root", List.of(), true),
                        account("root"),
                        new Query(lists(query)),
                        new Form(lists(form), Map.of()),
                        Locale.ENGLISH,
                        ZoneId.of("UTC"),
                        NOW,
                        "token"));
    }

    private static Map<String, List<String>> lists(Map<String, String> values) {
        Map<String, List<String>> lists = new HashMap<>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    /** The page as a browser reads it, after everything was checked that holds for every page. */
    Document page(Reply reply) {
        Reply.Html html = (Reply.Html) reply;
        Map<String, Object> model = new HashMap<>(html.model());
        model.put("visitor", new Visitor("root", List.of(), true));
        model.put("csrfToken", "token");
        model.put("zone", ZoneId.of("UTC"));
        model.put("here", "admin");
        Document page = Jsoup.parse(templates.render(html.template(), model, Locale.ENGLISH));
        Accessible.check(page);
        return page;
    }

    Document page(String path, Map<String, String> query) {
        return page(get(path, query));
    }

    @Override
    public void close() {
        pages.close();
    }
}
