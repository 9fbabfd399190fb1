package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads a report to its end, and tells how many accounts it came to so far. */
final class ReportCopy {
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
    private static final int BUFFER_BYTES = 64 * 1024;

    private final LongConsumer progress;
    private long accounts;
    private @Nullable String account;

    ReportCopy(LongConsumer progress) {
        this.progress = progress;
    }

    /** Gives each line of JSON to whoever wants it. */
    void json(InputStream body, Consumer<JsonNode> line) throws IOException {
        // Given a stream, and not a parser, it goes through the elements of the array.
        try (MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(body)) {
            while (lines.hasNextValue()) {
                JsonNode next = lines.nextValue();
                line.accept(next);
                count(next.path("realm").asText() + '/' + next.path("user").asText());
            }
        }
        // What follows the array, so that a report that breaks off right after it is noticed.
        body.transferTo(OutputStream.nullOutputStream());
    }

    /** Reads CSV with columns for realm and user. */
    void csv(InputStream body) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().get();
        try (CSVParser lines = format.parse(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (CSVRecord line : lines) {
                count(line.get("realm") + '/' + line.get("user"));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void count(String next) {
        if (!next.equals(account)) {
            account = next;
            accounts++;
            progress.accept(accounts);
        }
    }

    /** Copies whatever it is, and tells how many bytes. */
    void bytes(InputStream body, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long copied = 0;
        InputStream buffered = new BufferedInputStream(body, BUFFER_BYTES);
        for (int count = buffered.read(buffer); count >= 0; count = buffered.read(buffer)) {
            out.write(buffer, 0, count);
            copied += count;
            progress.accept(copied);
        }
    }
}
