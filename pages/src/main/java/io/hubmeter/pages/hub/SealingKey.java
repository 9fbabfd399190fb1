package io.hubmeter.pages.hub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Keys from the service's token by HKDF (RFC 5869): every copy of the service derives the same ones, and a new token makes
 * all that was sealed before worthless.
 */
final class SealingKey {
    private static final byte[] SALT = "io.hubmeter.pages".getBytes(StandardCharsets.UTF_8);
    private static final int KEY_BYTES = 32;

    private SealingKey() {}

    /** The key for one purpose; keys of different purposes tell nothing of each other. */
    static SecretKey derive(ServiceToken token, String purpose) {
        try {
            HKDFParameterSpec spec = HKDFParameterSpec.ofExtract()
                    .addIKM(token.reveal().getBytes(StandardCharsets.US_ASCII))
                    .addSalt(SALT)
                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 25 on has HKDF-SHA256", e);
        }
    }
}
