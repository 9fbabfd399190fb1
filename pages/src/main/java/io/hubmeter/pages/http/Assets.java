package io.hubmeter.pages.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Styles, scripts and pictures, of the folder {@code assets}: read once, under addresses that change with what they hold. */
public final class Assets {
    /** Every asset there is. */
    static final List<String> NAMES = List.of("pages.css", "pages.js", "theme.js", "admin.css");

    /** What the addresses of assets begin with, below the prefix. */
    static final String FOLDER = "assets/";

    private static final int HASH_LENGTH = 16;
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon");

    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, Asset> byPath = new HashMap<>();

    /** What an address holds. */
    record Asset(String contentType, Content content) {}

    /** Bytes that are not changed. */
    static final class Content {
        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }

    private Assets() {}

    /** Reads them all. */
    public static Assets load() {
        Assets assets = new Assets();
        NAMES.forEach(assets::add);
        return assets;
    }

    private void add(String name) {
        byte[] bytes = read(name);
        int dot = name.lastIndexOf('.');
        String ending = name.substring(dot + 1);
        String contentType = TYPES.get(ending);
        if (contentType == null) {
            throw new IllegalStateException("asset: found '%s', expected one ending in %s".formatted(name, TYPES));
        }
        String path = FOLDER + name.substring(0, dot) + "." + hash(bytes) + "." + ending;
        paths.put(name, path);
        byPath.put(path, new Asset(contentType, new Content(bytes)));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/io/hubmeter/pages/assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("asset: found no file '%s', expected every asset".formatted(name));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Where an asset is, below the prefix.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public String pathOf(String name) {
        String path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("asset: found '%s', expected one of %s".formatted(name, NAMES));
        }
        return path;
    }

    /** The asset at a path below the prefix. */
    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}
