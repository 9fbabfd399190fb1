package io.hubmeter.pages.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Where every account of one realm stood when they were counted. Immutable; what orders of rows need is worked out beforehand,
 * so that looking takes one walk through the rows.
 */
final class Overview {
    /** Rows of a page. */
    static final int PAGE = 50;

    /** Nobody. */
    static final Overview EMPTY = new Overview(Instant.EPOCH, List.of(), "", false);

    private static final int MOST_GROUPS_OFFERED = 200;

    private final Instant at;
    private final List<AccountRow> rows;
    private final String currency;
    private final boolean isCut;
    private final Map<Column, Order> orders = new EnumMap<>(Column.class);
    private final Totals totals;
    private final List<String> groups;

    /** Where the rows stand in the order of a column, those without a value from {@code filled} on. */
    private record Order(Indices indices, int filled) {}

    /** Numbers that are not changed. */
    private static final class Indices {
        private final int[] values;

        Indices(int[] values) {
            this.values = values;
        }

        int at(int place) {
            return values[place];
        }
    }

    /**
     * What all of them come to.
     *
     * @param accounts how many there are
     * @param running how many have servers
     * @param servers how many these are
     * @param over how many have used up a limit
     * @param near how many have nearly
     * @param cost of the month so far; zero if nothing has a price
     */
    record Totals(int accounts, int running, long servers, int over, int near, BigDecimal cost) {}

    /**
     * Some of the rows.
     *
     * @param rows those of the page
     * @param page the page that it is, counted from 1; not the one asked for if there are fewer
     * @param pages how many there are, 1 or more
     * @param found how many rows there are in all
     */
    record Part(List<AccountRow> rows, int page, int pages, int found) {}

    /**
     * An overview.
     *
     * @param at the instant of all rows
     * @param counted in any order
     * @param currency of the costs; empty if nothing has a price
     * @param isCut whether there were more accounts than are kept
     */
    Overview(Instant at, List<AccountRow> counted, String currency, boolean isCut) {
        this.at = at;
        this.currency = currency;
        this.isCut = isCut;
        List<AccountRow> sorted = new ArrayList<>(counted);
        sorted.sort(Column.USER.order());
        this.rows = Collections.unmodifiableList(sorted);
        for (Column column : Column.values()) {
            orders.put(column, order(column));
        }
        this.totals = totals(rows);
        this.groups = groups(rows);
    }

    private Order order(Column column) {
        Comparator<AccountRow> byValue = column.order();
        int[] filled = IntStream.range(0, rows.size())
                .filter(index -> column.isFilled(rows.get(index)))
                .boxed()
                .sorted((a, b) -> byValue.compare(rows.get(a), rows.get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        IntStream blank = IntStream.range(0, rows.size()).filter(index -> !column.isFilled(rows.get(index)));
        return new Order(
                new Indices(IntStream.concat(IntStream.of(filled), blank).toArray()), filled.length);
    }

    private static Totals totals(List<AccountRow> rows) {
        int running = 0;
        int over = 0;
        int near = 0;
        long servers = 0;
        BigDecimal cost = BigDecimal.ZERO;
        for (AccountRow row : rows) {
            running += row.isRunning() ? 1 : 0;
            servers += row.servers();
            over += row.level() == Level.OVER ? 1 : 0;
            near += row.level() == Level.NEAR ? 1 : 0;
            BigDecimal own = row.cost();
            cost = own == null ? cost : cost.add(own);
        }
        return new Totals(rows.size(), running, servers, over, near, cost);
    }

    /** The groups with the most members, in the order of their names. */
    private static List<String> groups(List<AccountRow> rows) {
        Map<String, Integer> members = new TreeMap<>();
        rows.forEach(row -> row.groups().names().forEach(group -> members.merge(group, 1, Integer::sum)));
        return members.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_GROUPS_OFFERED)
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    Instant at() {
        return at;
    }

    Totals totals() {
        return totals;
    }

    /** The larger groups, to choose from. */
    List<String> groups() {
        return groups;
    }

    /** Of the costs; empty if nothing has a price. */
    String currency() {
        return currency;
    }

    /** Whether there are more accounts than are kept. */
    boolean isCut() {
        return isCut;
    }

    /** The rows of a page. */
    Part part(Selection selection) {
        List<AccountRow> found = new ArrayList<>();
        forEach(selection, found::add);
        int pages = Math.max(1, Math.ceilDiv(found.size(), PAGE));
        int page = Math.min(selection.page(), pages);
        int first = (page - 1) * PAGE;
        List<AccountRow> shown = List.copyOf(found.subList(first, Math.min(first + PAGE, found.size())));
        return new Part(shown, page, pages, found.size());
    }

    /** All rows that are selected, in their order. */
    void forEach(Selection selection, Consumer<AccountRow> action) {
        Order order = orders.getOrDefault(selection.sort(), new Order(new Indices(new int[0]), 0));
        for (int place = 0; place < rows.size(); place++) {
            boolean isTurned = selection.isDescending() && place < order.filled();
            AccountRow row = rows.get(order.indices().at(isTurned ? order.filled() - 1 - place : place));
            if (selection.includes(row)) {
                action.accept(row);
            }
        }
    }
}
