package io.hubmeter.collector.jupyterhub;

import java.util.List;
import java.util.Map;

/** What was published of accounts before. */
@FunctionalInterface
public interface KnownAccounts {

    /**
     * The groups last published of each user of a realm, sorted.
     *
     * @throws RuntimeException if that cannot be told now
     */
    Map<String, List<String>> groups(String realm);
}
