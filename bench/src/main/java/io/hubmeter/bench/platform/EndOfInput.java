package io.hubmeter.bench.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** How a child process is told that it is needed no longer. */
public final class EndOfInput {
    private EndOfInput() {}

    /** Waits for it. */
    public static void await() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                // What is said does not matter, only that it ends.
            }
        }
    }
}
