package io.hubmeter.bench.report;

import io.hubmeter.bench.measure.Samples;
import io.hubmeter.core.usage.Period;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A child process: asks for reports by turns. Arguments: rounds, days, then the words of {@link ReportServer#READY}. */
public final class ReportRounds {
    /** The scan that everything is compared with. */
    public static final String SCAN = "scan";
    /** What lines are told apart by. */
    public static final List<String> BY = List.of("user", "group", "user,group");
    /** How they are written. */
    public static final List<String> FORMATS = List.of("json", "csv", "parquet");

    private static final int BUFFER_BYTES = 1 << 16;
    private static final double NANOS = 1e9;

    private ReportRounds() {}

    /** A figure's name: {@code seconds} or {@code bytes} of a report. */
    public static String name(String by, String format, String figure) {
        return by + '/' + format + '/' + figure;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        Period day = Period.DAY;
        String to = RowStore.FIRST
                .plus(day.length().multipliedBy(Long.parseLong(args[1])))
                .toString();
        String base = "http://127.0.0.1:" + args[3] + "/v1/report?from=" + RowStore.FIRST + "&to=" + to;
        String token = args[5];
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int round = 0; round <= rounds; round++) {
                Outcome scan = read(http, "http://127.0.0.1:" + args[4] + "/", token);
                if (round > 0) {
                    Samples.print(SCAN, scan.seconds());
                }
                for (String by : BY) {
                    for (String format : FORMATS) {
                        Outcome report = read(http, base + "&by=" + by + "&format=" + format, token);
                        if (round > 0) {
                            Samples.print(name(by, format, "seconds"), report.seconds());
                            Samples.print(name(by, format, "bytes"), (double) report.bytes());
                        }
                    }
                }
                System.err.println(round == 0 ? "warmed up" : "reports: round " + round + " of " + rounds);
            }
        }
    }

    private record Outcome(double seconds, long bytes) {}

    /** To the end; one that breaks off fails. */
    private static Outcome read(HttpClient http, String uri, String token) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        long bytes = 0;
        try (InputStream body = response.body()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes += count;
            }
        }
        if (response.statusCode() != 200) {
            throw new IllegalStateException(uri + ": found status " + response.statusCode() + ", expected 200");
        }
        return new Outcome((System.nanoTime() - start) / NANOS, bytes);
    }
}
