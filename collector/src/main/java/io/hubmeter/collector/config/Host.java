package io.hubmeter.collector.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the process runs.
 *
 * @param name the host's name, in a cluster that of the pod
 * @param namespace the namespace of the pod; null outside a cluster
 */
public record Host(String name, @Nullable String namespace) {
    private static final Path NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    /** This one. */
    public static Host here(Map<String, String> environment) {
        String name = environment.getOrDefault("HOSTNAME", "");
        return new Host(name.isBlank() ? localName() : name.strip(), ownNamespace());
    }

    private static String localName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static @Nullable String ownNamespace() {
        try {
            return Files.readString(NAMESPACE).strip();
        } catch (IOException e) {
            return null;
        }
    }
}
