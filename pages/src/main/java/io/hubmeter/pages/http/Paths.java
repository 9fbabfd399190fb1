package io.hubmeter.pages.http;

import java.util.regex.Pattern;

/** Addresses within the pages. */
final class Paths {
    private static final int LONGEST = 2_000;

    /** Segments of plain words, then perhaps an encoded query: no scheme, no host, no dots, no backslash. */
    private static final Pattern BELOW =
            Pattern.compile("(?:[a-z0-9_-]+/)*(?:[a-z0-9_-]+)?(?:\\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?");

    private Paths() {}

    /** Whether a path, with its query, stays below the prefix that it is put behind. */
    static boolean isBelow(String path) {
        return path.length() <= LONGEST && BELOW.matcher(path).matches();
    }
}
