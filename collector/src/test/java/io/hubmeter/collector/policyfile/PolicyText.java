package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes policies, so that what was read can be read again. */
final class PolicyText {
    private static final BigDecimal KILO = BigDecimal.valueOf(1024);

    private final StringBuilder text = new StringBuilder();

    private PolicyText() {}

    static String of(Policy policy) {
        PolicyText written = new PolicyText();
        written.rules(policy.rules());
        written.text.append("hubs:\n  {\n");
        policy.hubs().forEach(written::hub);
        written.text.append("  }\n");
        if (!policy.defaults().isEmpty()) {
            written.text.append("default: ");
            written.entry(policy.defaults());
        }
        written.text.append("groups:\n  {\n");
        policy.groups().forEach((group, rules) -> written.entry(group, rules));
        written.text.append("  }\nusers:\n  {\n");
        policy.users().forEach((account, rules) -> written.entry(account.toString(), rules));
        written.text.append("  }\n");
        return written.text.toString();
    }

    private void rules(Policy.Rules rules) {
        line("combine", word(rules.combination()));
        line("minimumRuntime", DurationText.of(rules.minimumRuntime()));
        line("freshness", DurationText.of(rules.freshnessBound()));
        line("grace", DurationText.of(rules.grace()));
        line("enforce", String.valueOf(rules.enforce()));
        line("unknown", word(rules.unknown()));
        line(
                "warnings",
                list(rules.warnings().stream().map(percent -> percent + "%").toList()));
        if (rules.denial() != null) {
            line("denial", quoted(rules.denial()));
        }
        line(
                "prices",
                list(rules.prices().perDisplayHour().entrySet().stream()
                        .map(price -> price(rules.prices().currency(), price.getKey(), price.getValue()))
                        .toList()));
    }

    private void line(String key, String value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    private void hub(String name, Hub hub) {
        text.append("    ").append(quoted(name)).append(": { enforce: ").append(hub.enforce());
        field("realm", hub.realm());
        field("unknown", hub.unknown() == null ? null : word(hub.unknown()));
        field("denial", hub.denial());
        text.append(" },\n");
    }

    private void field(String key, @Nullable String value) {
        if (value != null) {
            text.append(", ").append(key).append(": ").append(quoted(value));
        }
    }

    private void entry(String name, List<Rule> rules) {
        text.append("    ? ").append(quoted(name)).append("\n    : ");
        entry(rules);
        text.append("    ,\n");
    }

    private void entry(List<Rule> rules) {
        text.append("[\n");
        for (Rule rule : rules) {
            text.append("      { enforce: ").append(rule.enforce());
            if (!rule.hubs().isEmpty()) {
                text.append(", hubs: ").append(list(rule.hubs()));
            }
            text.append(", limits: ")
                    .append(list(rule.limits().stream().map(LimitText::of).toList()))
                    .append(" },\n");
        }
        text.append("    ]\n");
    }

    /** In the unit in which it has few enough decimals, and is not too much. */
    static String price(String currency, Resource resource, BigDecimal perDisplayHour) {
        BigDecimal number = perDisplayHour;
        String unit = resource.displayUnit();
        if (resource.equals(Resource.MEMORY) && perDisplayHour.scale() > 6) {
            number = perDisplayHour.multiply(KILO);
            unit = "TiB";
        } else if (resource.equals(Resource.MEMORY) && perDisplayHour.compareTo(PriceText.MOST) > 0) {
            number = perDisplayHour.divide(KILO);
            unit = "MiB";
        }
        return "%s %s per %s-hour".formatted(number.stripTrailingZeros().toPlainString(), currency, unit);
    }

    private static String list(Collection<String> items) {
        return items.stream().map(PolicyText::quoted).collect(Collectors.joining(", ", "[ ", " ]"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                quoted.appendCodePoint(c);
            } else {
                quoted.append("\\U%08X".formatted(c));
            }
        });
        return quoted.append('"').toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
