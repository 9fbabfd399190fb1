package io.hubmeter.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.api.view.InMemoryUsageView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over HTTPS, with a certificate made by the JDK's own keytool. */
class TlsTest {
    private static final Token TOKEN = Token.of("hm_tls");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void itAnswersOverTlsToWhoeverTrustsItsCertificate() throws Exception {
        KeyStore own = keyStore();
        try (DecisionApi api = start("127.0.0.1", files(own))) {
            assertThat(api.uri().getScheme()).isEqualTo("https");
            try (HttpClient trusting =
                            HttpClient.newBuilder().sslContext(trusting(own)).build();
                    HttpClient stranger = HttpClient.newHttpClient()) {
                HttpRequest request = request(api.uri());
                assertThat(trusting.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
                assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
                        .isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    /** Nobody gets an answer in plain text by mistake. */
    @Test
    void plainHttpGetsNoAnswer() throws Exception {
        try (DecisionApi api = start("127.0.0.1", files(keyStore()));
                HttpClient http = HttpClient.newHttpClient()) {
            URI plain = URI.create(api.uri().toString().replace("https:", "http:"));
            assertThatThrownBy(() -> http.send(request(plain), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoCertificateIsRefusedAtTheStart() throws Exception {
        TlsFiles good = files(keyStore());
        Path bad = Files.writeString(folder.resolve("bad.pem"), "-----BEGIN NOTHING-----\n");
        Path missing = folder.resolve("missing.pem");
        for (TlsFiles files : List.of(
                new TlsFiles(bad, good.privateKey()),
                new TlsFiles(good.certificateChain(), bad),
                new TlsFiles(missing, good.privateKey()),
                new TlsFiles(good.certificateChain(), missing))) {
            assertThatThrownBy(() -> start("127.0.0.1", files).close())
                    .as(files.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("tls: found what cannot be used in " + files.certificateChain());
        }
    }

    @Test
    void withTokensItMayListenOnAnyAddress() throws Exception {
        try (DecisionApi api = start("0.0.0.0", null);
                HttpClient http = HttpClient.newHttpClient()) {
            URI loopback = URI.create("http://127.0.0.1:" + api.uri().getPort());
            assertThat(http.send(request(loopback), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> start("no such host", null).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host: found 'no such host', expected an address of this machine");
    }

    @Test
    void aHubWithoutARealmIsRefused() {
        AccessTokens tokens = AccessTokens.of(List.of(new AccessToken(new Caller.Hub("h", "Hub One"), TOKEN.sha256())));
        assertThatThrownBy(() -> DecisionApiConfig.onLoopback(70_000, tokens))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port: found 70000")
                .hasMessageContaining("token.h.hub: found 'Hub One', which has no realm");
    }

    private static DecisionApi start(String host, @Nullable TlsFiles tls) {
        AccessTokens tokens = AccessTokens.of(List.of(new AccessToken(new Caller.Admin("test"), TOKEN.sha256())));
        return DecisionApi.start(
                new DecisionApiConfig(host, 0, Realms.DEFAULT, Bounds.DEFAULT, tokens, tls),
                new InMemoryUsageView(),
                DecisionLog.NONE,
                grant -> {},
                InstantSource.system());
    }

    private static HttpRequest request(URI api) {
        return HttpRequest.newBuilder(api.resolve("/openapi.yaml"))
                .header("Authorization", "Bearer " + TOKEN.reveal())
                .build();
    }

    private KeyStore keyStore() throws Exception {
        Path file = folder.resolve("own.p12");
        if (Files.notExists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "api",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=ip:127.0.0.1,dns:localhost",
                            "-validity",
                            "3650",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-keystore",
                            file.toString())
                    .inheritIO()
                    .start();
            assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(keytool.exitValue()).isZero();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private TlsFiles files(KeyStore store) throws Exception {
        Key key = store.getKey("api", PASSWORD);
        Certificate certificate = store.getCertificate("api");
        return new TlsFiles(
                pem("cert.pem", "CERTIFICATE", certificate.getEncoded()),
                pem("key.pem", "PRIVATE KEY", key.getEncoded()));
    }

    private Path pem(String name, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
    }

    private static SSLContext trusting(KeyStore own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("api", own.getCertificate("api"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
