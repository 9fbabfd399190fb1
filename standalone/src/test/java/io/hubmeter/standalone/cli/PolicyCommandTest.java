package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private int check(Path file) {
        return Hubmeter.commandLine(
                        (config, metrics) -> {
                            throw new AssertionError("started");
                        },
                        Map.of())
                .setOut(new PrintWriter(out, true))
                .execute("policy", "check", file.toString());
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void aGoodFileIsSummedUp() {
        Path file = Path.of(System.getProperty("hubmeter.policies", "../policies"), "hub.yaml");

        assertThat(check(file)).isZero();

        assertThat(lines().getFirst()).startsWith(file + ": fine; hash ");
        assertThat(lines().subList(1, lines().size()))
                .containsExactly(
                        "enforced",
                        "several groups: max",
                        "minimum runtime 10m, grace 15m, freshness 15s",
                        "while quotas cannot be checked: permit",
                        "warnings: 80%, 95%",
                        "denial: {sentence} Questions? Write to the operators of this hub.",
                        "price: 0.04 EUR per core-hour",
                        "price: 1.2 EUR per GPU-hour",
                        "price: 0.005 EUR per GiB-hour",
                        "default, of whom nothing below speaks",
                        "  20 GiB-hours per 30d",
                        "  0 GPU-hours per 30d",
                        "group regular",
                        "  60 GiB-hours per 30d",
                        "group power",
                        "  240 GiB-hours per 30d",
                        "group dev",
                        "  640 GiB-hours per 30d",
                        "group gpu-dev",
                        "  640 GiB-hours per 30d",
                        "  160 GPU-hours per 30d");
    }

    @Test
    void whatIsOnlyObservedIsToldWhereverThatWasSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                warnings: []
                hubs:
                  a: { realm: r, enforce: false, unknown: deny }
                  b: { realm: r, enforce: false }
                  c: { denial: "no {x}" }
                default:
                  - { hubs: [a, b], limits: 1 GPU-hours }
                  - { hubs: [c], limits: [unlimited GPU-hours, 0.000001 MiB-hours per 1d] }
                  - { enforce: false, limits: 5 core-hours per 90m }
                groups: { "n\\u001b[31m": { limits: [] } }
                users: { r/x: { limits: 2 nvidia.com/mig-hours } }
                """.replace("{x}", "{user}"));

        assertThat(check(file)).isZero();

        assertThat(lines().subList(5, lines().size()))
                .containsExactly(
                        "warnings: none",
                        "hub a: realm r, observed only, while quotas cannot be checked: deny",
                        "hub b: realm r, observed only",
                        "hub c: realm c",
                        "  denial: no {user}",
                        "default, of whom nothing below speaks",
                        "  1 GPU-hours per 30d, on a, b, observed only",
                        "  unlimited GPU-hours per 30d, on c",
                        "  0.000001 MiB-hours per 1d, on c",
                        "  5 core-hours per 1h30m, observed only",
                        "group n\\u{1b}[31m",
                        "  no limits",
                        "user r/x",
                        "  2 nvidia.com/mig-hours per 30d");
    }

    @Test
    void everyProblemOfABadFileIsToldAndTheExitCodeIsOne() throws Exception {
        Path file = Files.writeString(folder.resolve("p.yaml"), "combin: max\nwarnings: 0%\n");

        assertThat(check(file)).isEqualTo(ExitCodes.DENY);

        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).startsWith("p.yaml:1:1: combin: found unknown key 'combin'");
    }
}
