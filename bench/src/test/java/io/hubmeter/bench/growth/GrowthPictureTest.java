package io.hubmeter.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class GrowthPictureTest {
    private static final Pattern FONT_SIZE = Pattern.compile("font-size: (\\d+)px");

    @Test
    void tenTimesAsManyAccountsAreOneStepFurther() throws Exception {
        List<Element> dots = elements(drawn(panel(1, 2, 3)), "circle");
        double first = x(dots.get(0));
        double second = x(dots.get(1));
        double third = x(dots.get(2));
        assertThat(second).isEqualTo((first + third) / 2).isGreaterThan(first);
    }

    @Test
    void aValueStandsAboveZeroByItsShareOfTheAxis() throws Exception {
        Document drawn = drawn(panel(0, 250, 500));
        List<Element> dots = elements(drawn, "circle");
        double floor = y(dots.get(0));
        assertThat(floor - y(dots.get(1)))
                .isEqualTo((floor - y(dots.get(2))) / 2)
                .isPositive();
        assertThat(texts(drawn)).contains("500", "250", "0", "1,000", "10,000", "100,000");
    }

    @Test
    void everyPanelIsWithinThePicture() throws Exception {
        Document drawn = drawn(panel(1, 2, 3), panel(3, 2, 1), panel(9, 9, 9), panel(0, 0, 0), panel(1e6, 1, 1));
        String[] box = drawn.getDocumentElement().getAttribute("viewBox").split(" ", -1);
        assertThat(elements(drawn, "circle")).hasSize(15).allSatisfy(dot -> {
            assertThat(x(dot)).isBetween(0.0, Double.parseDouble(box[2]));
            assertThat(y(dot)).isBetween(0.0, Double.parseDouble(box[3]));
        });
    }

    @Test
    void textIsLargeEnoughToReadAndMarkupIsEscaped() throws Exception {
        String svg = GrowthPicture.of("a < b & c", List.of(panel(1, 2, 3)));
        Matcher sizes = FONT_SIZE.matcher(svg);
        List<Integer> found = new ArrayList<>();
        while (sizes.find()) {
            found.add(Integer.valueOf(sizes.group(1)));
        }
        assertThat(found).isNotEmpty().allMatch(size -> size >= 12);
        assertThat(svg).contains("prefers-color-scheme: dark");
        assertThat(parsed(svg).getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("a < b & c");
    }

    @Test
    void theAxisEndsAtARoundNumberThatNoValueExceeds() {
        assertThat(panel(1, 7, 999).top()).isEqualTo(1_000);
        assertThat(panel(1, 7, 1_001).top()).isEqualTo(2_000);
        assertThat(panel(0, 0, 2.4).top()).isEqualTo(2.5);
        assertThat(panel(0, 0, 0.3).top()).isEqualTo(0.5);
        assertThat(panel(0, 0, 0).top()).isEqualTo(1);
    }

    @Test
    void amountsHaveAsManyDigitsAsCanBeRead() {
        assertThat(List.of(
                        GrowthPicture.amount(7_439.4),
                        GrowthPicture.amount(187.3),
                        GrowthPicture.amount(12.34),
                        GrowthPicture.amount(2.5),
                        GrowthPicture.amount(20)))
                .containsExactly("7,439", "187", "12.3", "2.5", "20");
    }

    @Test
    void aPanelWithoutPointsIsRefused() {
        assertThatThrownBy(() -> new Panel("nothing", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("panel 'nothing': found no point");
    }

    private static Panel panel(double few, double more, double many) {
        return new Panel(
                "events & more",
                List.of(new Panel.Point(1_000, few), new Panel.Point(10_000, more), new Panel.Point(100_000, many)));
    }

    private static Document drawn(Panel... panels) throws Exception {
        return parsed(GrowthPicture.of("panels", List.of(panels)));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document document) {
        return elements(document, "text").stream().map(Element::getTextContent).toList();
    }

    private static double x(Element dot) {
        return Double.parseDouble(dot.getAttribute("cx"));
    }

    private static double y(Element dot) {
        return Double.parseDouble(dot.getAttribute("cy"));
    }
}
