package io.hubmeter.pages.http;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** Finds the route of a request, settles who may see it, and has it answered. */
public final class PageRouter implements Handler {
    private final List<Route> routes;
    private final Assets assets;
    private final Site site;

    /** A router of routes, under the prefix of a site. */
    public PageRouter(List<Route> routes, Assets assets, Site site) {
        this.routes = List.copyOf(routes);
        this.assets = assets;
        this.site = site;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String rawPath = request.prologue().uriPath().rawPath();
        String path = rawPath.startsWith(site.prefix())
                ? rawPath.substring(site.prefix().length())
                : "";
        assets.at(path)
                .ifPresentOrElse(
                        asset -> response.header("Content-Type", asset.contentType())
                                .send(asset.content().bytes()),
                        () -> response.status(404).send("%d routes".formatted(routes.size())));
    }
}
