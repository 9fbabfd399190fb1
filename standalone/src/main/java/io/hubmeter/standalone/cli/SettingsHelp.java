package io.hubmeter.standalone.cli;

import io.hubmeter.collector.config.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The section of a command's {@code --help} that explains every setting, from its declaration. */
final class SettingsHelp {
    private static final String SECTION = "settings";
    private static final int INDENT = 6;

    private SettingsHelp() {}

    /**
     * Adds the section before the exit codes.
     *
     * @param groups asked for only when help is shown: declarations log, and a command decides first where its log goes
     * @param example a key, and what it is called in the environment
     */
    static void addTo(CommandLine command, Supplier<List<Group>> groups, Map.Entry<String, String> example) {
        command.getHelpSectionMap().put(SECTION, help -> render(help, groups.get(), example));
        List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), SECTION);
        command.setHelpSectionKeys(sections);
    }

    private static String render(Help help, List<Group> groups, Map.Entry<String, String> example) {
        int width = help.commandSpec().usageMessage().width();
        StringBuilder text = new StringBuilder(System.lineSeparator());
        wrap(text, width, 0, origins(example));
        for (Group group : groups) {
            text.append(System.lineSeparator())
                    .append(help.colorScheme().ansi().string("@|bold " + group.title() + "|@"))
                    .append(System.lineSeparator());
            if (!group.introduction().isEmpty()) {
                wrap(text, width, 0, group.introduction());
            }
            for (Group.Setting setting : group.settings()) {
                wrap(text, width, 2, setting.key() + "=" + setting.placeholder());
                wrap(text, width, INDENT, setting.sentence());
                wrap(
                        text,
                        width,
                        INDENT,
                        "%s; %s".formatted(setting.value(), initial(setting)).replace("`", ""));
            }
        }
        return text.toString();
    }

    private static String origins(Map.Entry<String, String> example) {
        return """
            A setting is a line KEY=VALUE of the --config file, an argument KEY=VALUE, or an environment variable: \
            HUBMETER_ and the key in upper case, with _ for . and -, so that %s is \
            %s. Arguments win over the environment, and the environment over the file. Anything \
            that is no setting is refused, and so is a value that cannot be used: everything that is wrong is said at once, and \
            the exit code is 3. Durations are written 500ms, 15s, 10m or 1m30s, lists with commas.""".formatted(example.getKey(), example.getValue());
    }

    private static String initial(Group.Setting setting) {
        return setting.isRequired() ? "required" : "default: " + setting.initial();
    }

    private static void wrap(StringBuilder text, int width, int indent, String paragraph) {
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ", -1)) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > width) {
                append(text, indent, line);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        append(text, indent, line);
    }

    private static void append(StringBuilder text, int indent, StringBuilder line) {
        text.append(" ".repeat(indent)).append(line).append(System.lineSeparator());
        line.setLength(0);
    }
}
