package io.hubmeter.collector.jupyterhub;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JupyterHub itself, as Debian packages it, with its database in a folder. It has a service for each way in: {@code admin}
 * may change users and groups, {@code collector} has the scopes that the source asks for, {@code no-…} lacks one of them. The
 * token of a service is its name, as often as it takes.
 */
public final class RealHub {
    public static final String PACKAGES = "jupyterhub node-configurable-http-proxy";

    private static final String PYTHON = "/usr/bin/python3";
    private static final Path PROXY = Path.of("/usr/bin/configurable-http-proxy");
    private static final String NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs:/usr/share/javascript";
    private static final Duration START_BOUND = Duration.ofSeconds(60);
    private static final int STOP_BOUND_S = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ASKED_FOR_USERS =
            Pattern.compile("^\\[. (\\S+ \\S+) JupyterHub .*\\] \\d+ GET /hub/api/users?(\\?\\S*)? \\(collector@.*");
    private static final DateTimeFormatter LOGGED_AT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private final Path folder;
    private final int port;
    private final int publicPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;

    private RealHub(Path folder, int port, int publicPort) {
        this.folder = folder;
        this.port = port;
        this.publicPort = publicPort;
    }

    public static boolean isInstalled() throws IOException, InterruptedException {
        return Files.isExecutable(Path.of(PYTHON))
                && Files.isExecutable(PROXY)
                && new ProcessBuilder(PYTHON, "-c", "import jupyterhub").start().waitFor() == 0;
    }

    public static RealHub in(Path folder) throws IOException {
        return in(folder, "");
    }

    /** The same, with more lines of configuration, which may append to {@code c.JupyterHub.services} and {@code load_roles}. */
    public static RealHub in(Path folder, String more) throws IOException {
        try (ServerSocket proxy = socket();
                ServerSocket hub = socket();
                ServerSocket proxyApi = socket()) {
            Files.writeString(
                    folder.resolve("jupyterhub_config.py"),
                    config(proxy.getLocalPort(), hub.getLocalPort(), proxyApi.getLocalPort()) + more);
            return new RealHub(folder, hub.getLocalPort(), proxy.getLocalPort());
        }
    }

    private static String config(int proxyPort, int hubPort, int proxyApiPort) {
        return """
            c.JupyterHub.bind_url = 'http://127.0.0.1:%1$d'
            c.JupyterHub.hub_ip = '127.0.0.1'
            c.JupyterHub.hub_port = %2$d
            c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:%3$d'
            c.ConfigurableHTTPProxy.auth_token = 'proxy'
            c.JupyterHub.authenticator_class = 'dummy'
            c.JupyterHub.spawner_class = 'simple'
            c.JupyterHub.allow_named_servers = True
            c.Spawner.cmd = ['/usr/bin/python3', '-c', (
                'import http.server, os, urllib.parse; '
                'url = urllib.parse.urlparse(os.environ["JUPYTERHUB_SERVICE_URL"]); '
                'http.server.HTTPServer((url.hostname, url.port), http.server.SimpleHTTPRequestHandler).serve_forever()'
            )]
            c.JupyterHub.db_url = 'sqlite:///hub.sqlite'
            services = {
                'admin': ['admin:users', 'admin:groups', 'admin:servers'],
                'culler': ['read:users:name', 'read:servers', 'delete:servers'],
                'collector': ['list:users', 'read:users:name', 'read:users:groups'],
                'no-list': ['read:users:name', 'read:users:groups'],
                'no-name': ['list:users', 'read:users:groups'],
                'no-groups': ['list:users', 'read:users:name'],
            }
            c.JupyterHub.services = [{'name': name, 'api_token': name * 4} for name in services]
            c.JupyterHub.load_roles = [
                {'name': 'role-' + name, 'scopes': scopes, 'services': [name]} for name, scopes in services.items()
            ]
            """.formatted(proxyPort, hubPort, proxyApiPort);
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    public static String token(String service) {
        return service.repeat(4);
    }

    public URI apiUrl() {
        return URI.create("http://127.0.0.1:%d/hub/api".formatted(port));
    }

    /** Where browsers come to, through its proxy. */
    public URI publicUrl() {
        return URI.create("http://127.0.0.1:" + publicPort);
    }

    /** What it logged, a line each. */
    public List<String> logged() throws IOException {
        return Files.readAllLines(log().toPath());
    }

    public void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(PYTHON, "-m", "jupyterhub")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
        builder.environment().put("NODE_PATH", NODE_PATH);
        Process started = builder.start();
        process = started;
        await().atMost(START_BOUND)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!started.isAlive()) {
                        throw new IllegalStateException("the hub ended:\n" + Files.readString(log().toPath()));
                    }
                    return send("GET", "/", null).statusCode() == 200;
                });
    }

    void stop() throws InterruptedException {
        Process running = process;
        process = null;
        if (running != null) {
            // The proxy is its child, and ends with it unless the hub is killed.
            List<ProcessHandle> children = running.descendants().toList();
            running.destroy();
            if (!running.waitFor(STOP_BOUND_S, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    public void createUsers(List<String> names) throws Exception {
        call("POST", "/users", Map.of("usernames", names));
    }

    void deleteUser(String name) throws Exception {
        call("DELETE", "/users/" + name, null);
    }

    /** Starts a server of a user; it may take until it is ready. */
    public void startServer(String user, String server) throws Exception {
        call("POST", serverPath(user, server), null);
    }

    /** The servers of a user that run, or begin or cease to. */
    public List<String> servers(String user) throws Exception {
        List<String> names = new ArrayList<>();
        call("GET", "/users/" + encoded(user), null).path("servers").forEach(server -> {
            if (server.path("ready").asBoolean()) {
                names.add(server.path("name").asText());
            }
        });
        return names;
    }

    private static String serverPath(String user, String server) {
        return "/users/" + encoded(user) + (server.isEmpty() ? "/server" : "/servers/" + encoded(server));
    }

    private static String encoded(String name) {
        return java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    public void createGroup(String name) throws Exception {
        call("POST", "/groups/" + name, null);
    }

    public void join(String group, List<String> users) throws Exception {
        call("POST", "/groups/" + group + "/users", Map.of("users", users));
    }

    void leave(String group, List<String> users) throws Exception {
        call("DELETE", "/groups/" + group + "/users", Map.of("users", users));
    }

    void deleteGroup(String name) throws Exception {
        call("DELETE", "/groups/" + name, null);
    }

    /** Users and their groups, as the hub tells an admin without paging. */
    Map<String, List<String>> groups() throws Exception {
        Map<String, List<String>> groups = new TreeMap<>();
        for (int offset = 0; ; offset += 200) {
            JsonNode users = call("GET", "/users?limit=200&offset=" + offset, null);
            if (users.isEmpty()) {
                return groups;
            }
            for (JsonNode user : users) {
                List<String> of = new ArrayList<>();
                user.path("groups").forEach(group -> of.add(group.textValue()));
                groups.put(user.path("name").textValue(), of.stream().sorted().toList());
            }
        }
    }

    /** When the collector asked, as the hub's log tells. */
    List<LocalDateTime> askedAt() throws IOException {
        return logged().stream()
                .map(ASKED_FOR_USERS::matcher)
                .filter(Matcher::matches)
                .map(line -> LocalDateTime.parse(line.group(1), LOGGED_AT))
                .toList();
    }

    private File log() {
        return folder.resolve("hub.log").toFile();
    }

    private JsonNode call(String method, String path, @Nullable Object body) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    "%s %s: found %d %s".formatted(method, path, response.statusCode(), response.body()));
        }
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(apiUrl() + path))
                .header("Authorization", "token " + token("admin"))
                .timeout(START_BOUND)
                .method(
                        method,
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Stops it for good. */
    public void end() throws InterruptedException {
        stop();
        http.shutdownNow();
    }
}
