package io.hubmeter.pages.user;

import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.stop.Stop;
import java.util.List;

/** What people call their servers: the name of the size, where the hub offers one that holds the same. */
final class ServerNames {
    private final List<ServerSize> sizes;

    ServerNames(List<ServerSize> sizes) {
        this.sizes = sizes;
    }

    /** {@code Standard}; {@code Standard (train)} for a named server; without a known size {@code Your server}. */
    String of(HeldServer server) {
        String name = server.place().server();
        Quantities held = held(server);
        String size = sizes.stream()
                .filter(offered -> offered.request().quantities().equals(held))
                .map(ServerSize::name)
                .findFirst()
                .orElse("Your server");
        return name.isEmpty() ? size : size + " (" + name + ")";
    }

    /** The same for a server that was stopped, if it is among those that ended. */
    String of(Stop stop, List<HeldServer> ended) {
        return ended.stream()
                .filter(server -> server.uid().equals(stop.uid()))
                .findFirst()
                .map(this::of)
                .orElseGet(() -> stop.server().isEmpty() ? "Your server" : "Your server (" + stop.server() + ")");
    }

    /** What a server holds, or held last. */
    static Quantities held(HeldServer server) {
        return server.rates().getLast().rates();
    }
}
