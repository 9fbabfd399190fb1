package io.hubmeter.collector.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
    private static final String HEADER = "job_id,user,group,cpu,memory_gib,gpu,submit_time,start_time,end_time,state\n";
    private static final String BEFORE = "a,ana,g,1,2,3,100,110,120,DONE\n";
    private static final String AFTER = "z,zoe,g,1,2,3,100,110,120,DONE\n";
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final TraceBounds BOUNDS = TraceBounds.until(NOW);

    @TempDir
    Path folder;

    /** The row stands between two good ones, on line 3; these survive, and the message is exactly the one given. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "b,,g,1,2,3,100,110,120,          | user: found '', expected a user name",
                "b,  ,g,1,2,3,100,110,120,        | user: found '  ', expected a user name",
                ",bob,g,1,2,3,100,110,120,        | job_id: found '', expected a job_id",
                "a,ana,g,1,2,3,100,110,120,DONE   | job_id: found 'a', expected a job_id of its own (first on line 2)",
                "a,bob,g,1,2,3,100,110,120,       | job_id: found 'a', expected a job_id of its own (first on line 2)",
                "b,bob,g,1,2,3,100,110,109,       | end_time: found '109', expected a time not before the start_time '110'",
                "b,bob,g,-1,2,3,100,110,120,      | cpu: found '-1', expected 0 or more",
                "b,bob,g,1,-0.5,3,100,110,120,    | memory_gib: found '-0.5', expected 0 or more",
                "b,bob,g,1,2,-3,100,110,120,      | gpu: found '-3', expected 0 or more",
                "b,bob,g,1000000.1,2,3,100,110,120,  | cpu: found '1000000.1', expected at most 1000000 cores for one job",
                "b,bob,g,1,1048577,3,100,110,120, | memory_gib: found '1048577', expected at most 1048576 GiB for one job",
                "b,bob,g,1,2,100001,100,110,120,  | gpu: found '100001', expected at most 100000 GPUs for one job",
                "b,bob,g,x,2,3,100,110,120,       | cpu: found 'x', expected a decimal number",
                "b,bob,g,1e9,2,3,100,110,120,     | cpu: found '1e9', expected a decimal number",
                "b,bob,g,NaN,2,3,100,110,120,     | cpu: found 'NaN', expected a decimal number",
                "b,bob,g,1,0.0000001,3,100,110,120,  | memory_gib: found '0.0000001', expected at most 6 decimals",
                "b,bob,g,1,2,3,100,soon,120,      | start_time: found 'soon', expected seconds since 1970-01-01T00:00:00Z",
                "b,bob,g,1,2,3,100,110,120.0001,  | end_time: found '120.0001', expected seconds since 1970-01-01T00:00:00Z",
                "b,bob,g,1,2,3,100,-110,120,      | start_time: found '-110', expected a time not before 1970 (0 or more)",
                "b,bob,g,1,2,3,-1,110,120,        | submit_time: found '-1', expected a time not before 1970 (0 or more)",
                "b,bob,g,1,2,3,100,110,1793491201, "
                        + "| end_time: found '1793491201', expected a time not in the future, at most 1793491200 (2026-11-01T00:00:00Z)",
                "b,bob,g,1,2,3,100,110,120000000000000, "
                        + "| end_time: found '120000000000000', expected a time not in the future, at most 1793491200 (2026-11-01T00:00:00Z)",
                "b,bob,g,1,2,3,100,110            | row: found 8 fields, expected 10 as in the header",
                "b,bob,g,1,2,3,100,110,120,,      | row: found 11 fields, expected 10 as in the header",
                "b,\"bob,g,1,2,3,100,110,120,     | row: found 'b,\"bob,g,1,2,3,100,110,120,', expected quotes closed at the end of a field",
                "b,\"bob\"x,g,1,2,3,100,110,120,  | row: found 'b,\"bob\"x,g,1,2,3,100,110,120,', expected quotes closed at the end of a field",
            })
    void badRowIsTheOnlyOneLost(String row, String message) throws Exception {
        Trace trace = TraceFile.read(plain("jobs.csv", HEADER + BEFORE + row + "\n" + AFTER), BOUNDS);

        assertThat(trace.problems()).extracting(TraceProblem::toString).containsExactly("jobs.csv:3: " + message);
        assertThat(trace.jobs()).extracting(TraceJob::jobId).containsExactly("a", "z");
        assertThat(trace.refusedRows()).isEqualTo(1);
    }

    @Test
    void userNameThatNoAccountCanHaveIsRefused() throws Exception {
        String row = "b,%s,g,1,2,3,100,110,120,\n";
        String text =
                HEADER + row.formatted("u".repeat(256)) + row.replace("b", "c").formatted("u".repeat(255));

        Trace trace = TraceFile.read(plain("jobs.csv", text), BOUNDS);

        assertThat(trace.problems())
                .singleElement()
                .hasToString("jobs.csv:2: user: found '" + "u".repeat(80)
                        + "…', expected a user name of at most 255 characters");
        assertThat(trace.jobs()).extracting(TraceJob::jobId).containsExactly("c");
    }

    @Test
    void rowWithSeveralFaultsNamesThemAll() throws Exception {
        Trace trace = TraceFile.read(plain("jobs.csv", HEADER + ",,g,-1,x,3,100,110,120,\n"), BOUNDS);

        assertThat(trace.problems())
                .extracting(TraceProblem::column)
                .containsExactly("job_id", "user", "cpu", "memory_gib");
        assertThat(trace.refusedRows()).isEqualTo(1);
        assertThat(trace.problemCount()).isEqualTo(4);
    }

    @Test
    void emptyFieldsMeanZeroAndOpenEnds() throws Exception {
        Trace trace = TraceFile.read(plain("jobs.csv", HEADER + "b,bob,,,,,,,,\n"), BOUNDS);

        assertThat(trace.jobs()).containsExactly(new TraceJob("b", "bob", "", Quantities.ZERO, null, null, null, ""));
    }

    @Test
    void amountsAtTheirBoundsAreExact() throws Exception {
        String row = "b,bob,,1000000,1048576,100000,0,0,1793491200.000,\nc,cy,,0.000001,0.000001,0.000001,0,0,0,\n";

        Trace trace = TraceFile.read(plain("jobs.csv", HEADER + row), BOUNDS);

        assertThat(trace.problems()).isEmpty();
        assertThat(trace.jobs().getFirst().rates().get(Resource.MEMORY))
                .isEqualTo(Resource.MEMORY.rateOf(new BigDecimal("1048576")));
        assertThat(trace.jobs().getFirst().end()).isEqualTo(NOW);
        assertThat(trace.jobs().getLast().rates().get(Resource.CPU)).isEqualTo(1);
        assertThat(trace.jobs().getLast().rates().get(Resource.MEMORY)).isEqualTo(1L << 30);
    }

    @Test
    void columnsAreFoundByNameInAnyOrderAmongOthers() throws Exception {
        String text = "\uFEFFstate,note,user,job_id,end_time,start_time,submit_time,gpu,memory_gib,cpu,group\r\n"
                + "DONE,\"a, \"\"b\"\"\",\"O'Hara, Zoë\",b,120,110,100,3,2,1,g\r\n";

        Trace trace = TraceFile.read(plain("jobs.csv", text), BOUNDS);

        assertThat(trace.problems()).isEmpty();
        TraceJob job = trace.jobs().getFirst();
        assertThat(job.user()).isEqualTo("O'Hara, Zoë");
        assertThat(job.rates().get(Resource.GPU)).isEqualTo(3_000_000);
        assertThat(job.end()).isEqualTo(Instant.ofEpochSecond(120));
        assertThat(job.state()).isEqualTo("DONE");
    }

    @Test
    void packedAndPlainAreToldApartByContent() throws Exception {
        String text = HEADER + BEFORE;
        Path packed = folder.resolve("packed.csv");
        Files.write(packed, gzip(text));

        assertThat(TraceFile.read(packed, BOUNDS).jobs())
                .isEqualTo(TraceFile.read(plain("plain.csv.gz", text), BOUNDS).jobs())
                .hasSize(1);
    }

    @Test
    void tasksOfAnArrayCountEachUnderAnIdentifierOfItsOwn() throws Exception {
        String text = HEADER
                + BEFORE
                + BEFORE
                + "a[3],ana,g,1,2,3,100,110,120,\n"
                + BEFORE.replace("120", "130")
                + BEFORE.replace("ana", "bob")
                + BEFORE.replace(",100,", ",101,");

        Trace trace = TraceFile.read(plain("t.csv", text), BOUNDS.withArrayTasks());

        assertThat(trace.jobs()).extracting(TraceJob::jobId).containsExactly("a", "a[2]", "a[3]", "a[4]");
        assertThat(trace.problems())
                .extracting(TraceProblem::toString)
                .containsExactly(
                        "t.csv:6: job_id: found 'a', expected a job_id of its own (first on line 2)",
                        "t.csv:7: job_id: found 'a', expected a job_id of its own (first on line 2)");
    }

    @Test
    void lineBeyondTheBoundIsABadRow() throws Exception {
        TraceBounds bounds = bounds(10, HEADER.length() - 1, 10);
        String text = HEADER + BEFORE + "b," + "x".repeat(100_000) + "\r\n" + AFTER;

        Trace trace = TraceFile.read(plain("jobs.csv", text.replace("\n", "\r\n")), bounds);

        assertThat(trace.problems())
                .singleElement()
                .hasToString("jobs.csv:3: row: found a longer line, expected at most 74 characters");
        assertThat(trace.jobs()).hasSize(2);
    }

    @Test
    void problemsBeyondTheBoundAreCounted() throws Exception {
        StringBuilder text = new StringBuilder(HEADER).append(BEFORE);
        for (int i = 0; i < 50; i++) {
            text.append("j").append(i).append(",,g,1,2,3,100,110,120,\n");
        }

        Trace trace = TraceFile.read(plain("t.csv", text.toString()), bounds(100, 1_000, 5));

        assertThat(trace.problems()).hasSize(5);
        assertThat(trace.problemCount()).isEqualTo(50);
        assertThat(trace.summary(2)).isEqualTo("""
                t: 1 jobs of 1 users; 50 rows refused
                  t.csv:3: user: found '', expected a user name
                  t.csv:4: user: found '', expected a user name
                  and 48 more problems""");
    }

    @Test
    void summaryOfACleanTraceIsOneLine() throws Exception {
        assertThat(TraceFile.read(plain("t.csv", HEADER + BEFORE), BOUNDS).summary(10))
                .isEqualTo("t: 1 jobs of 1 users; 0 rows refused");
    }

    @Test
    void moreRowsThanTheBoundRefuseTheFile() throws IOException {
        Path file = plain("jobs.csv", HEADER + BEFORE + AFTER);

        assertUnreadable(file, bounds(1, 1_000, 5), "jobs.csv:3: found another row, expected at most 1");
    }

    @Test
    void missingFileIsRefused() {
        Path file = folder.resolve("nowhere.csv");

        assertUnreadable(file, BOUNDS, file + ": found no such file, expected a trace (.csv or .csv.gz)");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        assertUnreadable(plain("jobs.csv", ""), BOUNDS, "jobs.csv: found an empty file, expected a header and rows");
    }

    @Test
    void missingColumnsAreNamed() throws IOException {
        Path file = plain("jobs.csv", "job_id,User,group,cpu,memory_gib,gpu,submit_time,start_time,state\n");

        assertUnreadable(
                file,
                BOUNDS,
                "jobs.csv:1: found header 'job_id,User,group,cpu,memory_gib,gpu,submit_time,start_time,state',"
                        + " expected the missing columns user, end_time too");
    }

    @Test
    void columnThatIsThereTwiceIsRefused() throws IOException {
        Path file = plain("jobs.csv", "user," + HEADER + "x," + BEFORE);

        assertUnreadable(file, BOUNDS, "jobs.csv:1: found columns user twice, expected each once");
    }

    @Test
    void bytesThatAreNotUtf8RefuseTheFile() throws IOException {
        Path file = folder.resolve("jobs.csv");
        Files.write(file, (HEADER + BEFORE.replace("ana", "anä")).getBytes(StandardCharsets.ISO_8859_1));

        assertUnreadable(file, BOUNDS, "jobs.csv: found bytes that are not UTF-8, expected UTF-8 text");
    }

    @Test
    void gzipCutAnywhereIsRefused() throws IOException {
        byte[] whole = gzip(manyRows());
        Path file = folder.resolve("jobs.csv.gz");
        for (int length :
                new int[] {3, 9, 10, 11, whole.length / 2, whole.length - 9, whole.length - 8, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertUnreadable(file, BOUNDS, "jobs.csv.gz: found a truncated gzip file, expected a whole one");
        }
    }

    @Test
    void gzipWithAFlippedBitIsRefusedOrReadsTheSame() throws Exception {
        byte[] whole = gzip(manyRows());
        Path file = folder.resolve("jobs.csv.gz");
        Files.write(file, whole);
        Trace good = TraceFile.read(file, BOUNDS);
        Random random = new Random(20_261_101L);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            // Beyond the header, some of whose bits mean nothing.
            int bit = 80 + random.nextInt(8 * whole.length - 80);
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, damaged);
            try {
                assertThat(TraceFile.read(file, BOUNDS)).as("bit %d", bit).isEqualTo(good);
            } catch (TraceUnreadable expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(290);
    }

    @ParameterizedTest
    @CsvSource({"a/venus/jobs.csv.gz, venus", "a/venus.csv.gz, venus", "a/b/x.y.csv, x.y", "x.gz, x", "a/b/Jobs, Jobs"})
    void nameIsTheFilesOrTheFolders(String path, String name) {
        assertThat(TraceFile.name(Path.of(path))).isEqualTo(name);
    }

    private static void assertUnreadable(Path file, TraceBounds bounds, String message) {
        assertThatThrownBy(() -> TraceFile.read(file, bounds))
                .isInstanceOf(TraceUnreadable.class)
                .hasMessage(message);
    }

    private static TraceBounds bounds(int maxRows, int maxLineLength, int maxListedProblems) {
        return new TraceBounds(
                NOW,
                BOUNDS.maxCores(),
                BOUNDS.maxMemoryGib(),
                BOUNDS.maxGpus(),
                maxRows,
                maxLineLength,
                maxListedProblems,
                BOUNDS.repeatedJobIds());
    }

    private static String manyRows() {
        StringBuilder text = new StringBuilder(HEADER);
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            text.append("j%d,u%d,,%d,,1,100,110,%d,\n"
                    .formatted(i, random.nextInt(9), random.nextInt(64), 111 + random.nextInt(99_999)));
        }
        return text.toString();
    }

    private Path plain(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
