package io.hubmeter.standalone.cull;

import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.culler.CullerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What may be set so, and is probably not meant so. */
final class CullWarnings {
    private CullWarnings() {}

    /** A sentence each. */
    static List<String> of(SettingReader reader, CullerConfig culler) {
        List<String> warnings = new ArrayList<>();
        plain(warnings, "hub.url", culler.hub().base());
        plain(warnings, "api.url", culler.decisionApi().base());
        openFile(warnings, reader, "hub.token-file");
        openFile(warnings, reader, "api.token-file");
        if (!reader.need("cull.dask", Boolean.class)
                && (reader.isGiven("kubernetes.kubeconfig") || reader.isGiven("kubernetes.context"))) {
            warnings.add("it is said how to reach Kubernetes and cull.dask is false: no Dask cluster is stopped");
        }
        return warnings;
    }

    private static void plain(List<String> warnings, String key, URI url) {
        if ("http".equals(url.getScheme()) && !isLoopback(url.getHost())) {
            warnings.add(
                    "%s is %s: the token crosses the network in plain text, and whoever reads it may do what it may"
                            .formatted(key, url));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void openFile(List<String> warnings, SettingReader reader, String key) {
        Path file = reader.need(key, Path.class);
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                warnings.add("%s is %s, which everybody on this host can read".formatted(key, file));
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            // Not a file system that has such permissions.
            return;
        }
    }
}
