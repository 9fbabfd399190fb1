package io.hubmeter.api.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How KubeSpawner writes user names where Kubernetes takes only some characters; dashboards join pods and folders by it.
 *
 * <p>The older way writes every byte of UTF-8 that is no lower-case letter or digit as {@code -} and its hex digits, one where one will do. The newer one (KubeSpawner 7)
 * keeps a name that is valid as it is, and else ends in three hyphens and the first eight hex digits of its SHA-256.
 */
final class SpawnerNames {
    private static final Pattern VALID = Pattern.compile("[a-z](?:[a-z0-9-]*[a-z0-9])?");
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^a-z0-9]+");
    private static final int LONGEST_VALID = 63;
    private static final int HASH_LENGTH = 8;
    /** 32 characters, less the hash and its hyphens. */
    private static final int LONGEST_STEM = 32 - HASH_LENGTH - 3;

    private SpawnerNames() {}

    /** The older way. */
    static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
            if (isPlain) {
                escaped.append((char) b);
            } else {
                escaped.append('-').append(Integer.toHexString(b & 0xFF));
            }
        }
        return escaped.toString();
    }

    /** The newer way. */
    static String safe(String name) {
        boolean isKept = !name.contains("--")
                && name.length() <= LONGEST_VALID
                && VALID.matcher(name).matches();
        return isKept ? name : stem(name) + "---" + hash(name);
    }

    private static String stem(String name) {
        String plain = NOT_ALPHANUMERIC.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
        String stem = withoutEnd(cut(plain.startsWith("-") ? plain.substring(1) : plain, LONGEST_STEM));
        if (!stem.isEmpty() && !Character.isLetter(stem.charAt(0))) {
            stem = "x-" + cut(stem, LONGEST_STEM - 2);
        }
        return stem.isEmpty() ? "x" : stem;
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static String withoutEnd(String text) {
        return text.endsWith("-") ? text.substring(0, text.length() - 1) : text;
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
