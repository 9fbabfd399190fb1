package io.hubmeter.culler.http;

import java.nio.charset.StandardCharsets;

/** Names as parts of a path. */
public final class Segment {
    private static final String UNRESERVED = "-_~";

    private Segment() {}

    /** One part of a path that means exactly this name, whatever it holds; not for empty names. */
    public static String of(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            // Dots too: what consists of them would lead elsewhere.
            if (isPlain || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append("%%%02X".formatted((int) c));
            }
        }
        return text.toString();
    }
}
