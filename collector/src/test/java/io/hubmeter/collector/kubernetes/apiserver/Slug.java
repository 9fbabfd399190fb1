package io.hubmeter.collector.kubernetes.apiserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names as KubeSpawner 7 makes them fit for labels and objects: kept if they fit, else cut and told apart by a hash. */
final class Slug {

    private static final Pattern FITTING = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final int HASH_LENGTH = 8;
    private static final String SEPARATOR = "---";

    private Slug() {}

    static String of(String raw, int longest) {
        if (raw.length() <= longest
                && !raw.contains("--")
                && FITTING.matcher(raw).matches()) {
            return raw;
        }
        String kept = raw.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        int room = longest - SEPARATOR.length() - HASH_LENGTH;
        kept = kept.substring(0, Math.min(room, kept.length())).replaceAll("-+$", "");
        return (kept.isEmpty() ? "x" : kept) + SEPARATOR + hash(raw);
    }

    private static String hash(String raw) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }
}
