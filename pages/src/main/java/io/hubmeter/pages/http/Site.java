package io.hubmeter.pages.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the pages stand.
 *
 * @param prefix the path that the hub's proxy forwards, {@code /services/quota/}
 * @param hubBase the path of the hub's own pages, {@code /hub/}
 * @param hub the hub's name
 * @param contact where to ask for more, https or mailto; null if nobody is to be asked
 */
public record Site(
        String prefix, String hubBase, String hub, @Nullable URI contact) {}
