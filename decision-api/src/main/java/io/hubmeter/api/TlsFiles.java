package io.hubmeter.api;

import java.nio.file.Path;

/**
 * What the API proves itself with over TLS.
 *
 * @param certificateChain PEM: the server's own certificate first, then those that lead to the root
 * @param privateKey PEM, PKCS#8 without a password; only its owner should be able to read it
 */
public record TlsFiles(Path certificateChain, Path privateKey) {}
