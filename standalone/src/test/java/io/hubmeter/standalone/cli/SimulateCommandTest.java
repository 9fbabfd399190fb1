package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    private static final String TRACE = """
            job_id,user,group,cpu,memory_gib,gpu,submit_time,start_time,end_time,state
            a,ana,,1,,1,0,1590624000,1590631200,Pass
            b,ana,,1,,1,0,1590627600,1590631200,Pass
            c,ana,,1,,1,0,1590632000,1590633000,Pass
            d,bob,course,1,,1,0,1590624000,1590638400,Pass
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void whoIsDeniedOrStoppedIsOnALineOfItsOwn() throws Exception {
        int code = simulate("grace: 5m\nminimumRuntime: 0s\ndefault:\n  limits: [2 GPU-hours per 1d]\n");
        assertThat(code).isEqualTo(ExitCodes.OK);
        assertThat(lines("ana"))
                .containsExactly(
                        "2020-05-28T01:18:00Z ana warned 80% 2 GPU-hours per 1d default would be reached 2020-05-28T01:30:00Z",
                        "2020-05-28T01:30:00Z ana exceeded 2 GPU-hours per 1d default",
                        "2020-05-28T01:35:00Z ana stopped x2 2 GPU-hours per 1d default servers a, b, over since"
                                + " 2020-05-28T01:30:00Z",
                        "2020-05-28T02:13:20Z ana denied 2 GPU-hours per 1d default server c, would pass"
                                + " 2020-05-29T00:10:00Z");
        assertThat(out.toString())
                .contains(
                        "2 accounts: 2 warned, 2 denied a start or stopped",
                        "4 starts: 3 permitted, 1 denied; 3 servers stopped");
    }

    @Test
    void problemsOfThePolicyAreSaidAsByItsCheck() throws Exception {
        assertThat(simulate("default:\n  limits: [2 GPU-ours]\n")).isEqualTo(ExitCodes.DENY);
        assertThat(out.toString()).startsWith("policy.yaml:2:12: default.limits[0]: found 'GPU-ours'");
    }

    @Test
    void badOptionsAreSaid() throws Exception {
        assertThat(simulate("default:\n  limits: []\n", "--last", "soon")).isEqualTo(ExitCodes.ERROR);
        assertThat(err.toString()).contains("--last: found 'soon', expected a duration such as 30d");
        assertThat(simulate("default:\n  limits: []\n", "--last", "1d", "--from", "0"))
                .isEqualTo(ExitCodes.ERROR);
        assertThat(simulate("default:\n  limits: []\n", "--percentile", "0")).isEqualTo(ExitCodes.ERROR);
        assertThat(simulate("default:\n  limits: []\n", "--until", "0")).isEqualTo(ExitCodes.ERROR);
    }

    @Test
    void csvHasARowForEachEvent() throws Exception {
        assertThat(simulate("default:\n  limits: [2 GPU-hours per 1d]\n", "--format", "csv", "--user", "bob"))
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("\n2020-05-28T02:00:00Z,default,bob,exceeded,false,GPU-hours,1d,2,default,,,,,,,\n");
    }

    @Test
    void suggestionsAreLinesOfAPolicy() throws Exception {
        assertThat(simulate("default:\n  limits: []\n", "--suggest")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains(
                        "    # 2 accounts; p50 3.3, p90 4.0, p95 4.0, p99 4.0, max 4.0; reached by 0\n    - 4.1 GPU-hours per 30d\n")
                .contains("groups:\n  course:\n    limits:\n");
    }

    private int simulate(String policy, String... more) throws IOException {
        out.getBuffer().setLength(0);
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "policy",
                "simulate",
                Files.writeString(folder.resolve("policy.yaml"), policy).toString(),
                "--trace",
                Files.writeString(folder.resolve("jobs.csv"), TRACE).toString()));
        arguments.addAll(List.of(more));
        CommandLine commandLine = Hubmeter.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments.toArray(String[]::new));
    }

    private List<String> lines(String user) {
        return out.toString()
                .lines()
                .filter(line -> line.contains(" " + user + " "))
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }
}
