package io.hubmeter.collector.trace;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A trace of jobs as comma-separated values, plain or packed with gzip, which its first bytes tell.
 *
 * <p>The first line names the columns: {@code job_id, user, group, cpu, memory_gib, gpu, submit_time, start_time, end_time,
 * state}, in any order and among others. Times are seconds since 1970 (UTC) with up to three decimals; resources are cores,
 * GiB and devices of the whole job with up to six. An empty resource is zero; an empty start was before the trace, an empty
 * end after it.
 */
public final class TraceFile {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int BUFFER_BYTES = 1 << 16;

    private TraceFile() {}

    /**
     * Reads a whole trace; rows that cannot be used are left out and become problems.
     *
     * @throws TraceUnreadable if the file is missing or damaged, so that not even its good rows can be trusted to be all
     */
    public static Trace read(Path file, TraceBounds bounds) throws TraceUnreadable {
        String fileName = fileName(file);
        try (InputStream bytes = open(file)) {
            // A decoder, not a charset: it reports bytes that are not UTF-8 instead of replacing them.
            var decoder = StandardCharsets.UTF_8.newDecoder();
            BoundedLines lines = new BoundedLines(new InputStreamReader(bytes, decoder), bounds.maxLineLength());
            String header = lines.next();
            if (header == null) {
                throw new TraceUnreadable(fileName + ": found an empty file, expected a header and rows", null);
            }
            return new TraceRows(fileName, TraceColumns.of(fileName, header), bounds).read(name(file), lines);
        } catch (NoSuchFileException missing) {
            throw new TraceUnreadable(file + ": found no such file, expected a trace (.csv or .csv.gz)", missing);
        } catch (CharacterCodingException notUtf8) {
            throw new TraceUnreadable(fileName + ": found bytes that are not UTF-8, expected UTF-8 text", notUtf8);
        } catch (EOFException truncated) {
            throw new TraceUnreadable(fileName + ": found a truncated gzip file, expected a whole one", truncated);
        } catch (ZipException corrupted) {
            throw new TraceUnreadable(
                    "%s: found a corrupted gzip file (%s), expected an intact one"
                            .formatted(fileName, corrupted.getMessage()),
                    corrupted);
        } catch (IOException unreadable) {
            throw new TraceUnreadable(
                    file + ": found no readable file (" + unreadable + "), expected a trace", unreadable);
        }
    }

    /** The trace's name: the file's without its ending, or the folder's where the file is just called {@code jobs}. */
    static String name(Path file) {
        String base = fileName(file).replaceFirst("(\\.csv)?(\\.gz)?$", "");
        Path folder = file.toAbsolutePath().normalize().getParent();
        return base.equals("jobs") && folder != null && folder.getFileName() != null ? fileName(folder) : base;
    }

    private static String fileName(Path path) {
        Path fileName = path.getFileName();
        return fileName == null ? path.toString() : fileName.toString();
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            bytes.mark(2);
            boolean isGzip = bytes.read() == GZIP_FIRST && bytes.read() == GZIP_SECOND;
            bytes.reset();
            return isGzip ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
        } catch (IOException unreadable) {
            bytes.close();
            throw unreadable;
        }
    }
}
