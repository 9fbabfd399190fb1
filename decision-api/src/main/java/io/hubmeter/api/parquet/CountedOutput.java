package io.hubmeter.api.parquet;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what is written: a footer says where everything begins. */
final class CountedOutput extends FilterOutputStream {
    private long written;

    CountedOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        written++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        written += length;
    }

    /** How many bytes were written. */
    long written() {
        return written;
    }
}
