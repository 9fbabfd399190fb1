package io.hubmeter.bench.jmh;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Puts into the versioned store: all readings of 500 accounts in the order of time, into a new store each time, because the
 * driver keeps what would go to the changelog.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class StorePutBenchmark {
    private static final int ACCOUNTS = 500;
    private static final int READINGS = 61;

    private @Nullable MetersStore store;

    /** An empty store. */
    @Setup(Level.Iteration)
    public void setUp() throws IOException {
        store = new MetersStore(READINGS);
    }

    /** Deletes it. */
    @TearDown(Level.Iteration)
    public void tearDown() throws IOException {
        Objects.requireNonNull(store).close();
    }

    /** One put, records made included. */
    @Benchmark
    @OperationsPerInvocation(ACCOUNTS * READINGS)
    public void put() {
        Objects.requireNonNull(store).fill(ACCOUNTS);
    }
}
