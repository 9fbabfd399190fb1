package io.hubmeter.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an answer one by one, each within a bound; in memory is one at a time. For one thread. */
public final class LineReader {
    private static final int LONGEST_LINE = 4 << 20;

    private final InputStream in;

    /** Reads from a stream, which stays the caller's to close. */
    public LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The next line without its end; null at the end of the answer.
     *
     * @throws IOException also if a line is too long, or the last one has no end
     */
    public byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() > 0) {
                    throw new IOException("found part of a line, expected all of it");
                }
                return null;
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("found a line of more than %d bytes".formatted(LONGEST_LINE));
            }
            line.write(b);
        }
        return line.toByteArray();
    }
}
