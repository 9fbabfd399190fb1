package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command asks, prints and leaves behind, against a server that says what a test has it say. */
final class ReportCommandTest {
    private static final String JSON = """
            [
            {"periodStart":"2026-11-01T00:00:00.000Z","periodEnd":"2026-11-02T00:00:00.000Z","realm":"hub","user":"an\\u001ba",\
            "resource":"memory","unit":"GiB-hours","hours":1234.5,"amount":"1.0","cost":null,"currency":null,"accounts":1,\
            "complete":false,"countedUntil":"2026-11-01T12:30:00.000Z","estimated":false,"revision":3},
            {"periodStart":"2026-11-01T00:00:00.000Z","periodEnd":"2026-11-02T00:00:00.000Z","realm":"hub","user":"an\\u001ba",\
            "resource":null,"unit":null,"hours":null,"amount":null,"cost":0.25,"currency":"EUR","accounts":1,\
            "complete":true,"countedUntil":"2026-11-02T00:00:00.000Z","estimated":false,"revision":3}
            ]""";
    private static final String CSV = "period_start,realm,user,hours\r\n2026,hub,\"a\r\n,b\",1\r\n2026,hub,b,2\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    private byte[] body = new byte[0];
    private int status = 200;
    private int missing;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Hubmeter-Accounts", "2");
            exchange.sendResponseHeaders(status, body.length + missing);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private int report(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "report", "--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        all.addAll(List.of(arguments));
        CommandLine line = Hubmeter.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void optionsAreAskedAsTheyAreGiven() {
        body = "[]".getBytes(StandardCharsets.UTF_8);
        assertThat(report(
                        "--by",
                        "user,group",
                        "--period",
                        "month",
                        "--from",
                        "2026-10-01",
                        "--to",
                        "2026-11-01",
                        "--rule",
                        "primary",
                        "--realm",
                        "hub",
                        "--hub",
                        "hub",
                        "--user",
                        "a b&c",
                        "--group",
                        "",
                        "--resource",
                        "gpu"))
                .isEqualTo(ExitCodes.OK);
        assertThat(asked)
                .containsExactly("/v1/report?format=json&period=month&from=2026-10-01&to=2026-11-01&by=user%2Cgroup"
                        + "&rule=primary&realm=hub&hub=hub&user=a+b%26c&group=&resource=gpu");
    }

    /** A name must not be able to steer the terminal of whoever reads the table. */
    @Test
    void theTableSaysWhatIsNotCompleteAndHasNoControlCharacters() {
        body = JSON.getBytes(StandardCharsets.UTF_8);
        assertThat(report()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "FROM REALM USER UNIT USED",
                        "2026-11-01 00:00 hub an\uFFFDa GiB-hours 1,234.50 until 2026-11-01 12:30",
                        "2026-11-01 00:00 hub an\uFFFDa EUR 0.25");
    }

    @Test
    void filesHoldWhatTheServerSaidByteForByte() throws Exception {
        for (String format : List.of("json", "csv", "parquet")) {
            body = switch (format) {
                case "json" -> JSON.getBytes(StandardCharsets.UTF_8);
                case "csv" -> CSV.getBytes(StandardCharsets.UTF_8);
                default -> new byte[] {'P', 'A', 'R', '1', 0, -1, '\r', '\n'};
            };
            Path file = folder.resolve("report." + format);
            assertThat(report("--format", format, "--out", file.toString())).isEqualTo(ExitCodes.OK);
            assertThat(file).hasBinaryContent(body);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void standardOutputHoldsTheSame() {
        body = CSV.getBytes(StandardCharsets.UTF_8);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(report("--format", "csv")).isEqualTo(ExitCodes.OK);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toByteArray()).isEqualTo(body);
    }

    @Test
    void aReportThatBreaksOffLeavesNoFileAndTheOldOneAsItWas() throws Exception {
        missing = 10;
        body = CSV.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("report.csv");
        Files.writeString(file, "of yesterday");
        for (String format : List.of("csv", "json", "parquet", "table")) {
            assertThat(report("--format", format, "--out", file.toString())).isEqualTo(ExitCodes.ERROR);
        }
        assertThat(err.toString()).contains("The report broke off before its end");
        assertThat(file).hasContent("of yesterday");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        status = 400;
        body = "{\"title\":\"A part of the path or the query is not acceptable\",\"detail\":\"query by: found 'x'\"}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(report("--by", "x")).isEqualTo(ExitCodes.ERROR);
        assertThat(err.toString()).contains("400 A part of the path").contains("query by: found 'x'");
    }
}
