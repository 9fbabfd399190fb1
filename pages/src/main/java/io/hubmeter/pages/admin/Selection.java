package io.hubmeter.pages.admin;

import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which rows of the overview somebody wants to see, and in which order; as the address says it.
 *
 * @param search what names contain, capitals aside; empty for any
 * @param group a group's whole name; empty for any
 * @param hub where something runs; empty for anywhere
 * @param shown how accounts stand
 * @param sort the column that makes the order
 * @param isDescending whether the greatest comes first
 * @param page counted from 1
 */
record Selection(String search, String group, String hub, Shown shown, Column sort, boolean isDescending, int page) {
    /** Everybody, the tightest first. */
    static final Selection DEFAULT = new Selection("", "", "", Shown.ALL, Column.QUOTA, true, 1);

    private static final int LONGEST = 255;
    private static final int MOST_PAGES = 100_000;

    /**
     * What an address says.
     *
     * @throws PageProblem 400 if it makes no sense
     */
    static Selection of(Query query) {
        Shown shown = query.value("show")
                .map(code -> Shown.of(code).orElseThrow(() -> bad("show", code, codes(Shown.values()))))
                .orElse(DEFAULT.shown);
        Column sort = query.value("sort")
                .map(code -> Column.of(code).orElseThrow(() -> bad("sort", code, codes(Column.values()))))
                .orElse(DEFAULT.sort);
        String order = query.value("order").orElse(sort == DEFAULT.sort ? "down" : "up");
        if (!order.equals("up") && !order.equals("down")) {
            throw bad("order", order, "up or down");
        }
        return new Selection(
                text(query, "search").strip(),
                text(query, "group"),
                text(query, "hub"),
                shown,
                sort,
                order.equals("down"),
                page(query));
    }

    private static String text(Query query, String name) {
        String text = query.value(name).orElse("");
        if (text.length() > LONGEST) {
            throw bad(name, text.length() + " characters", "at most " + LONGEST + " characters");
        }
        return text;
    }

    private static int page(Query query) {
        String written = query.value("page").orElse("1");
        if (!written.matches("[0-9]{1,6}")) {
            throw bad("page", written, "a number from 1 to " + MOST_PAGES);
        }
        return Math.clamp(Integer.parseInt(written), 1, MOST_PAGES);
    }

    private static String codes(Enum<?>[] values) {
        return "one of "
                + String.join(
                        ", ",
                        Stream.of(values)
                                .map(value -> value instanceof Column column ? column.code() : ((Shown) value).code())
                                .toList());
    }

    private static PageProblem bad(String name, String found, String expected) {
        return PageProblem.badRequest("the parameter " + name, "'" + found + "'", expected);
    }

    boolean includes(AccountRow row) {
        return shown.includes(row)
                && (search.isEmpty() || row.folded().contains(AccountRow.fold(search)))
                && (group.isEmpty() || row.groups().names().contains(group))
                && (hub.isEmpty() || row.hubs().contains(hub));
    }

    /** Whether anything is left out. */
    boolean isNarrowed() {
        return !search.isEmpty() || !group.isEmpty() || !hub.isEmpty() || shown != Shown.ALL;
    }

    Selection page(int changed) {
        return new Selection(search, group, hub, shown, sort, isDescending, changed);
    }

    Selection show(Shown changed) {
        return new Selection(search, group, hub, changed, sort, isDescending, 1);
    }

    /** In the order of a column: names and times upwards first, amounts downwards; the other way if it is so already. */
    Selection sort(Column column) {
        boolean isUpFirst = column == Column.USER || column == Column.GROUPS || column == Column.RUNS_OUT;
        return new Selection(search, group, hub, shown, column, column == sort ? !isDescending : !isUpFirst, 1);
    }

    /** The query of an address that says this, with its question mark. */
    String query() {
        List<String> parts = new ArrayList<>();
        add(parts, "search", search);
        add(parts, "group", group);
        add(parts, "hub", hub);
        add(parts, "show", shown == Shown.ALL ? "" : shown.code());
        add(parts, "sort", sort.code());
        add(parts, "order", isDescending ? "down" : "up");
        add(parts, "page", page == 1 ? "" : String.valueOf(page));
        return "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + Addresses.encoded(value));
        }
    }
}
