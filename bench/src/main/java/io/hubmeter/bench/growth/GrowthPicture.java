package io.hubmeter.bench.growth;

import java.util.List;
import java.util.Locale;

/** Panels beside and below each other as SVG, for light and dark pages: accounts from left to right, each step ten times as many. */
public final class GrowthPicture {
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 300;
    private static final int PANEL_HEIGHT = 210;
    private static final int HEADER = 24;
    /** Within a panel, around the plot. */
    private static final int LEFT = 62;

    private static final int RIGHT = 30;
    private static final int TOP = 44;
    private static final int BOTTOM = 40;
    private static final int MARGIN = 16;
    private static final double RADIUS = 4.5;
    private static final int LABEL_GAP = 10;

    private static final String STYLE = """
              <style>
                .bg { fill: #ffffff; }
                .axis { stroke: #8592a8; stroke-width: 1; fill: none; }
                .grid { stroke: #dde3ec; stroke-width: 1; fill: none; }
                .line { stroke: #2f6fb0; stroke-width: 2.5; fill: none; stroke-linejoin: round; }
                .dot { fill: #2f6fb0; }
                text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 12px; fill: #4c586b; }
                .title { font-size: 14px; font-weight: 600; fill: #1d2736; }
                .value { font-size: 13px; fill: #1d2736; }
                @media (prefers-color-scheme: dark) {
                  .bg { fill: #12161d; }
                  .axis { stroke: #6b7a93; }
                  .grid { stroke: #2a3443; }
                  .line { stroke: #7db4ec; }
                  .dot { fill: #7db4ec; }
                  text { fill: #b3bfd0; }
                  .title, .value { fill: #edf1f7; }
                }
              </style>
            """;

    private final List<Panel> panels;
    private final StringBuilder svg = new StringBuilder();

    private GrowthPicture(List<Panel> panels) {
        this.panels = panels;
    }

    /**
     * The picture.
     *
     * @param description what it shows, for those who do not see it
     * @param panels at least one, all with the same numbers of accounts
     */
    public static String of(String description, List<Panel> panels) {
        return new GrowthPicture(List.copyOf(panels)).draw(description);
    }

    private String draw(String description) {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int width = 2 * MARGIN + Math.min(COLUMNS, panels.size()) * PANEL_WIDTH;
        int height = 2 * MARGIN + HEADER + rows * PANEL_HEIGHT;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title desc\">"
                        .formatted(width, height));
        line("  <title id=\"title\">What the same pod events cost with few accounts and with many</title>");
        line("  <desc id=\"desc\">%s</desc>".formatted(escaped(description)));
        svg.append(STYLE);
        line("  <rect class=\"bg\" width=\"%d\" height=\"%d\"/>".formatted(width, height));
        text(
                MARGIN + LEFT - LABEL_GAP,
                MARGIN + 14,
                "start",
                "",
                "by number of accounts; every axis to the top starts at zero");
        for (int i = 0; i < panels.size(); i++) {
            panel(panels.get(i), MARGIN + i % COLUMNS * PANEL_WIDTH, MARGIN + HEADER + i / COLUMNS * PANEL_HEIGHT);
        }
        line("</svg>");
        return svg.toString();
    }

    private void panel(Panel panel, int x, int y) {
        double top = panel.top();
        double floor = y + PANEL_HEIGHT - BOTTOM;
        double left = x + LEFT;
        double right = x + PANEL_WIDTH - RIGHT;
        text(x + LEFT - LABEL_GAP, y + 20, "start", "title", panel.title());
        for (int i = 0; i <= 2; i++) {
            double value = top * i / 2;
            double at = vertical(value, top, y);
            line("  <path class=\"%s\" d=\"M%s %sH%s\"/>"
                    .formatted(i == 0 ? "axis" : "grid", number(left), number(at), number(right)));
            text(left - 8, at + 4, "end", "", amount(value));
        }
        StringBuilder path = new StringBuilder();
        for (Panel.Point point : panel.points()) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(number(horizontal(panel, point, left, right)))
                    .append(' ')
                    .append(number(vertical(point.value(), top, y)));
        }
        line("  <path class=\"line\" d=\"%s\"/>".formatted(path));
        for (Panel.Point point : panel.points()) {
            double px = horizontal(panel, point, left, right);
            double py = vertical(point.value(), top, y);
            line("  <circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>"
                    .formatted(number(px), number(py), number(RADIUS)));
            text(px, py - LABEL_GAP, "middle", "value", amount(point.value()));
            text(px, floor + 18, "middle", "", "%,d".formatted(point.accounts()));
        }
    }

    /** Half a step is left free at either end, for the labels. */
    private static double horizontal(Panel panel, Panel.Point point, double left, double right) {
        double first = Math.log10(panel.points().getFirst().accounts());
        double last = Math.log10(panel.points().getLast().accounts());
        double inset = (right - left) / 8;
        double share = last > first ? (Math.log10(point.accounts()) - first) / (last - first) : 0.5;
        return left + inset + share * (right - left - 2 * inset);
    }

    private static double vertical(double value, double top, int y) {
        double floor = y + PANEL_HEIGHT - BOTTOM;
        return floor - value / top * (PANEL_HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String anchor, String type, String written) {
        String ofType = type.isEmpty() ? "" : " class=\"%s\"".formatted(type);
        line("  <text%s x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(ofType, number(x), number(y), anchor, escaped(written)));
    }

    /** Three digits are enough to read. */
    static String amount(double value) {
        if (value == 0 || value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value).replaceFirst("\\.?0+$", "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    private static String escaped(String written) {
        return written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void line(String line) {
        svg.append(line).append('\n');
    }
}
