package io.hubmeter.pages.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What has to hold for every page, whatever is on it. */
final class Accessible {
    private Accessible() {}

    static void check(Document page) {
        assertThat(page.select("h1")).as("h1").hasSize(1);
        assertThat(page.select("[style], style, script:not([src])"))
                .as("inline style and script")
                .isEmpty();
        assertThat(page.getAllElements())
                .as("handlers of events")
                .allSatisfy(element -> assertThat(element.attributes())
                        .noneMatch(attribute -> attribute.getKey().startsWith("on")));
        for (Element field : page.select("input:not([type=hidden]), select, textarea")) {
            assertThat(page.select("label[for=" + field.id() + "]"))
                    .as("label of %s", field)
                    .hasSize(1);
        }
        for (Element table : page.select("table")) {
            assertThat(table.select("> caption")).as("caption").hasSize(1);
            assertThat(table.select("thead th[scope=col]"))
                    .as("heads of columns")
                    .isNotEmpty();
            assertThat(table.select("tbody tr"))
                    .allSatisfy(row -> assertThat(row.select("th[scope=row]")).hasSize(1));
        }
        assertThat(page.select("[id]").eachAttr("id")).as("ids").doesNotHaveDuplicates();
        for (Element referring : page.select("[aria-describedby]")) {
            assertThat(page.getElementById(referring.attr("aria-describedby"))).isNotNull();
        }
        for (Element form : page.select("form[method=post]")) {
            assertThat(form.select("input[name=csrf]").attr("value")).isEqualTo("token");
        }
        assertThat(page.select("svg[role]"))
                .allSatisfy(svg -> assertThat(svg.attr("aria-label")).isNotEmpty());
    }
}
