package io.hubmeter.pages.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Query;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;

/** Rows of random accounts, against what comes out if nothing is worked out beforehand. */
final class OverviewTest {
    private static final List<String> NAMES =
            List.of("anna", "Bob", "=1+1", "<b>", "\u202eevil", "a&b", "Zoë", "@x", "ünal", "-9", "o'h", "a/b", "%00");
    private static final List<String> GROUPS = List.of("power", "regular", "staff", "<g>");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private List<AccountRow> rows(int count) {
        List<AccountRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String user = NAMES.get(random.nextInt(NAMES.size())) + i;
            List<String> groups =
                    GROUPS.stream().filter(group -> random.nextInt(3) == 0).toList();
            int servers = random.nextInt(3);
            rows.add(new AccountRow(
                    user,
                    AccountRow.fold(user),
                    AccountRow.Groups.of(groups),
                    servers > 0 ? List.of("hub" + random.nextInt(2)) : List.of(),
                    List.of(Level.values()).get(random.nextInt(3)),
                    random.nextInt(5) == 0
                            ? null
                            : new Tightest(
                                    new Limit(Resource.MEMORY, Town.hours(random.nextInt(4)), Duration.ofDays(30)),
                                    Town.hours(random.nextInt(6))),
                    servers,
                    servers == 0 ? Quantities.ZERO : Quantities.of(Resource.MEMORY, Town.rate(1 + random.nextInt(4))),
                    random.nextBoolean() ? null : Instant.EPOCH.plusSeconds(random.nextInt(10)),
                    random.nextInt(4) == 0 ? null : BigDecimal.valueOf(random.nextInt(5))));
        }
        return rows;
    }

    private Selection selection() {
        return new Selection(
                random.nextBoolean()
                        ? ""
                        : List.of("A", "b", "<", "0", "zo", "nobody").get(random.nextInt(6)),
                random.nextInt(3) > 0 ? "" : GROUPS.get(random.nextInt(GROUPS.size())),
                random.nextInt(3) > 0 ? "" : "hub" + random.nextInt(2),
                List.of(Shown.values()).get(random.nextInt(Shown.values().length)),
                List.of(Column.values()).get(random.nextInt(Column.values().length)),
                random.nextBoolean(),
                1 + random.nextInt(4));
    }

    @Test
    void whatIsShownIsWhatAPlainFilterAndSortGive() {
        for (int round = 0; round < 300; round++) {
            List<AccountRow> rows = rows(random.nextInt(200));
            Overview overview = new Overview(Instant.EPOCH, rows, "", false);
            Selection selection = selection();
            List<AccountRow> expected = plain(rows, selection);
            Overview.Part part = overview.part(selection);
            int pages = Math.max(1, (expected.size() + 49) / 50);
            int page = Math.min(selection.page(), pages);
            assertThat(part.found()).as("seed %d", seed).isEqualTo(expected.size());
            assertThat(part.pages()).isEqualTo(pages);
            assertThat(part.page()).isEqualTo(page);
            assertThat(part.rows())
                    .as("seed %d, %s", seed, selection)
                    .isEqualTo(
                            expected.stream().skip((page - 1) * 50L).limit(50).toList());
        }
    }

    private static List<AccountRow> plain(List<AccountRow> rows, Selection selection) {
        Column column = selection.sort();
        Comparator<AccountRow> byName = Comparator.comparing(AccountRow::folded).thenComparing(AccountRow::user);
        Comparator<AccountRow> order = column.order().thenComparing(byName);
        List<AccountRow> filled = new ArrayList<>(rows.stream()
                .filter(column::isFilled)
                .sorted(selection.isDescending() ? order.reversed() : order)
                .toList());
        rows.stream().filter(row -> !column.isFilled(row)).sorted(byName).forEach(filled::add);
        return filled.stream()
                .filter(row -> selection.search().isEmpty()
                        || row.user()
                                .toLowerCase(Locale.ROOT)
                                .contains(selection.search().toLowerCase(Locale.ROOT)))
                .filter(row ->
                        selection.group().isEmpty() || row.groups().names().contains(selection.group()))
                .filter(row -> selection.hub().isEmpty() || row.hubs().contains(selection.hub()))
                .filter(row -> switch (selection.shown()) {
                    case ALL -> true;
                    case OVER -> row.level() == Level.OVER;
                    case NEAR -> row.level() == Level.NEAR;
                    case RUNNING -> row.servers() > 0;
                })
                .toList();
    }

    @Test
    void anAddressSaysWhatWasSelected() {
        for (int round = 0; round < 300; round++) {
            Selection selection = selection();
            assertThat(Selection.of(query(selection.query())))
                    .as("seed %d", seed)
                    .isEqualTo(selection);
        }
    }

    private static Query query(String written) {
        Map<String, List<String>> parameters = new java.util.HashMap<>();
        for (String part : written.substring(1).split("&", -1)) {
            String[] pair = part.split("=", 2);
            parameters.put(pair[0], List.of(java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        }
        return new Query(parameters);
    }

    @Test
    void addressesThatMakeNoSenseAreRefused() {
        for (String name : List.of("show", "sort", "order", "page")) {
            assertThatThrownBy(() -> Selection.of(new Query(Map.of(name, List.of("<x>")))))
                    .isInstanceOf(PageProblem.class)
                    .hasMessageContaining(name);
        }
        assertThatThrownBy(() -> Selection.of(new Query(Map.of("search", List.of("x".repeat(256))))))
                .isInstanceOf(PageProblem.class);
    }

    @Test
    void csvHasEverybodyOfTheFilterAndNoFormula() throws Exception {
        List<AccountRow> rows = rows(500);
        Selection selection = new Selection("", "", "", Shown.RUNNING, Column.USER, false, 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverviewCsv.write(out, new Overview(Instant.EPOCH, rows, "EUR", false), selection);
        List<String> users = new ArrayList<>();
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(out.toString(StandardCharsets.UTF_8)))) {
            parser.forEach(row -> {
                assertThat(row.isConsistent()).isTrue();
                users.add(row.get("user"));
                assertThat(row)
                        .as("seed %d", seed)
                        .allSatisfy(cell -> assertThat(cell).doesNotMatch("^[=+@].*"));
                assertThat(row.get("user")).doesNotStartWith("-");
            });
        }
        assertThat(users)
                .hasSameSizeAs(rows.stream().filter(AccountRow::isRunning).toList());
    }
}
