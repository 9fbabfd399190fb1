package io.hubmeter.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what KubeSpawner 7 makes of the same names. */
final class SpawnerNamesTest {
    @ParameterizedTest
    @CsvSource({
        "jupyter-alex, jupyter-alex, jupyter-2dalex",
        "jupyter-Alex, jupyter-alex---3a1c285c, jupyter-2d-41lex",
        "jupyter-üni, jupyter-ni---a5aaf5dd, jupyter-2d-c3-bcni",
        "endswith-, endswith---165f1166, endswith-2d",
        "user@email.com, user-email-com---0925f997, user-40email-2ecom",
        "user-_@_emailß.com, user-email-com---7e3a7efd, user-2d-5f-40-5femail-c3-9f-2ecom",
        "has.dot, has-dot---03e27fdf, has-2edot",
        "z9, z9, z9",
        "9z9, x-9z9---224de202, 9z9",
        "-start, start---f587e2dc, -2dstart",
        "üser, ser---73506260, -c3-bcser",
        "username--servername, username-servername---d957f1de, username-2d-2dservername",
        "'a\nb', a-b---7e18f737, a-ab",
        "1111111111111111111111111111111111111111, x-1111111111111111111---468d019e, 1111111111111111111111111111111111111111",
        "9-aaaaaaaaaaaaaaaaaa--b, x-9-aaaaaaaaaaaaaaaaa---777d79e5, 9-2daaaaaaaaaaaaaaaaaa-2d-2db"
    })
    void namesAreAsPodsAndFoldersHaveThem(String name, String safe, String escaped) {
        assertThat(SpawnerNames.safe(name)).isEqualTo(safe);
        assertThat(SpawnerNames.escaped(name)).isEqualTo(escaped);
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false"})
    void aNameThatIsTooLongForALabelIsCut(int length, boolean isKept) {
        String name = "x".repeat(length);
        assertThat(SpawnerNames.safe(name)).isEqualTo(isKept ? name : "x".repeat(21) + "---7ce10097");
    }
}
