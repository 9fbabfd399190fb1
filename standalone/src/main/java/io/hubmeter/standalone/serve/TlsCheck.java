package io.hubmeter.standalone.serve;

import io.hubmeter.api.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at certificate and key before anything listens with them. */
final class TlsCheck {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsCheck() {}

    /**
     * What was found that cannot be used, under true for the key and under false for the certificate. A file that cannot be read is
     * none of this check's business.
     */
    static Map<Boolean, String> problems(TlsFiles files) {
        Map<Boolean, String> problems = new LinkedHashMap<>();
        if (!Files.isReadable(files.certificateChain()) || !Files.isReadable(files.privateKey())) {
            return problems;
        }
        Collection<? extends Certificate> chain = certificates(files.certificateChain());
        if (chain.isEmpty()) {
            problems.put(false, "none");
        } else if (!isKeyOf(chain.iterator().next(), files.privateKey())) {
            problems.put(true, "none of the kind of the certificate");
        }
        return problems;
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException | CertificateException e) {
            return java.util.List.of();
        }
    }

    private static boolean isKeyOf(Certificate certificate, Path file) {
        try {
            Matcher pem = KEY.matcher(Files.readString(file));
            if (!pem.find()) {
                return false;
            }
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            var _ = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return true;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
