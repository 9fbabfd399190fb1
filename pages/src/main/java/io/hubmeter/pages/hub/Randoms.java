package io.hubmeter.pages.hub;

import java.security.SecureRandom;
import java.util.Base64;

/** What nobody can guess. */
final class Randoms {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private Randoms() {}

    /** 256 random bits as 43 characters of base64url. */
    static String text() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
