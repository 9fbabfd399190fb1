package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of a watch: one JSON object after the other. Closing it from another thread ends a read that waits. */
final class WatchStream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream body;
    private @Nullable MappingIterator<JsonNode> events;

    WatchStream(InputStream body) {
        this.body = body;
    }

    /**
     * The next event; waits for it.
     *
     * @return null at the end; an event that was cut short is none, it comes again when the watch goes on
     * @throws IOException if the connection breaks, or what comes is no JSON
     */
    @Nullable
    JsonNode next() throws IOException {
        try {
            if (events == null) {
                // Not before: it waits for the first event.
                events = JSON.readerFor(JsonNode.class).readValues(body);
            }
            return events.hasNextValue() ? events.nextValue() : null;
        } catch (JsonEOFException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
