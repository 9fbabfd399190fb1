package io.hubmeter.pages.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.pages.hub.Visitor;
import io.pebbletemplates.pebble.error.PebbleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TemplatesTest {
    private final Assets assets = Assets.load();
    private final Templates templates = new Templates(new Site("/services/quota/", "/hub/", "hub1", null), assets);

    @Test
    void namesAreEscapedAndIsolated() {
        String page = page("<script>alert(1)</script>\u202e");
        assertThat(page)
                .contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;\u202e</bdi>")
                .doesNotContain("<script>");
    }

    @Test
    void assetsHaveTheirHashInTheAddress() {
        assertThat(page("alice")).containsPattern("href=\"/services/quota/assets/pages\\.[0-9a-f]{16}\\.css\"");
    }

    @Test
    void whatTheModelLacksIsAnError() {
        assertThatThrownBy(() -> templates.render("problem", Map.of("zone", "UTC"), Locale.ENGLISH))
                .isInstanceOf(PebbleException.class)
                .hasMessageContaining("[title]");
    }

    @Test
    void anUnknownTemplateIsNamed() {
        assertThatThrownBy(() -> templates.render("../secret", Map.of(), Locale.ENGLISH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../secret");
    }

    private String page(String user) {
        return templates.render(
                "problem",
                Map.of(
                        "title",
                        user,
                        "sentence",
                        "",
                        "visitor",
                        new Visitor(user, List.of(), true),
                        "csrfToken",
                        "t",
                        "here",
                        "",
                        "zone",
                        "UTC"),
                Locale.ENGLISH);
    }
}
