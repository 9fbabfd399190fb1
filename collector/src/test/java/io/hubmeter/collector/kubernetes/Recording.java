package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A recorded watch and the list at its end.
 *
 * @param events in the order of their arrival
 * @param listed the items of the list
 */
record Recording(List<Event> events, List<JsonNode> listed) {
    public static final List<String> SCENARIOS = List.of(
            "simple",
            "odd-users",
            "init-and-sidecars",
            "overhead",
            "pod-level",
            "limits-only",
            "limitrange",
            "resize",
            "gpu",
            "never-scheduled",
            "evicted",
            "force-deleted",
            "reused-name",
            "placeholder",
            "dask",
            "quantities");

    private static final String FOLDER = "/golden/pods-1.35/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Recording> READ = new ConcurrentHashMap<>();

    /** One event of the watch. */
    public record Event(String type, JsonNode object, Instant receivedAt) {}

    /** The recording of a scenario; read once, so nobody may change its nodes. */
    public static Recording of(String name) {
        return READ.computeIfAbsent(name, Recording::read);
    }

    private static Recording read(String name) {
        try {
            List<String> lines = lines(name + ".watch.jsonl.gz");
            List<String> arrivals = lines(name + ".received.txt");
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                JsonNode line = JSON.readTree(lines.get(i));
                events.add(new Event(line.get("type").asText(), line.get("object"), Instant.parse(arrivals.get(i))));
            }
            List<JsonNode> listed = new ArrayList<>();
            JSON.readTree(String.join("\n", lines(name + ".list.json.gz")))
                    .get("items")
                    .forEach(listed::add);
            return new Recording(events, listed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a table of expectations. */
    public static List<CSVRecord> rows(String name) {
        try {
            return CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(new java.io.StringReader(String.join("\n", lines(name))))
                    .getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String name) throws IOException {
        InputStream file = Recording.class.getResourceAsStream(FOLDER + name);
        if (file == null) {
            throw new IOException("no recording " + name);
        }
        try (InputStream raw = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
                BufferedReader reader = new BufferedReader(new InputStreamReader(raw, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
