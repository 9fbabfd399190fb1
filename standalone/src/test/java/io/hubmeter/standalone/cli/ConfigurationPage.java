package io.hubmeter.standalone.cli;

import io.hubmeter.collector.config.Group;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md} from the declarations, and from examples that are known to be acceptable. */
final class ConfigurationPage {
    private ConfigurationPage() {}

    /**
     * The settings of one command.
     *
     * @param command without {@code hubmeter}
     * @param groups everything that can be set
     * @param example a file of settings
     */
    record Chapter(String command, List<Group> groups, String example) {}

    static String markdown(List<Chapter> chapters) {
        return INTRODUCTION + chapters.stream().map(ConfigurationPage::chapter).collect(Collectors.joining());
    }

    private static String chapter(Chapter chapter) {
        return "\n## `hubmeter %s`\n".formatted(chapter.command())
                + chapter.groups().stream().map(ConfigurationPage::section).collect(Collectors.joining())
                + "\n### An example of `%s`\n\n```properties\n".formatted(chapter.command())
                + chapter.example().strip()
                + "\n```\n";
    }

    private static final String INTRODUCTION = """
            # Settings

            Of the commands that run the parts of Hubmeter: [`hubmeter collect`](#hubmeter-collect), [`hubmeter stream`](#hubmeter-stream),
            [`hubmeter serve`](#hubmeter-serve) and [`hubmeter cull`](#hubmeter-cull).

            Written by a test from the declarations `Declaration`, `StreamDeclaration`, `ServeDeclaration` and `CullDeclaration`, which
            `--help` of each command shows too. To change this page, change the declaration and run `mvn -pl standalone -am test
            -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dhubmeter.docs.update=true`.

            A setting is one of these; where they differ, the later one wins:

            1. a line `key=value` of the file that `--config` names, in the syntax of Java's properties files, in UTF-8;
            2. an environment variable: `HUBMETER_` and the key in upper case, with `_` for `.` and `-`. So `kubernetes.prod.hubs`
               is `HUBMETER_KUBERNETES_PROD_HUBS`;
            3. an argument `KEY=VALUE`.

            Anything that is no setting is refused, in the environment whatever begins with `HUBMETER_`. Excepted are `HUBMETER_HOME`,
            `HUBMETER_URL` and `HUBMETER_TOKEN`, which the launcher and other commands use, and what Kubernetes puts there for a Service
            called `hubmeter-…`. So parts with different settings need environments of their own. (A Service called `hubmeter-http` would set `HUBMETER_HTTP_PORT` to something that is no port: turn
            `enableServiceLinks` off.) Values are checked one by one and together before anything is connected to. All problems
            are told at once, each with where it was said, what was found and what was expected; the exit code is then 3.
            `--check` does only that, and prints what is in force, with secrets hidden.

            Durations are written `500ms`, `15s`, `10m`, `1m30s`. Lists are separated by commas; an empty value is an empty list.
            """;

    private static String section(Group group) {
        StringBuilder text = new StringBuilder("\n### ").append(group.title()).append("\n\n");
        if (!group.introduction().isEmpty()) {
            text.append(group.introduction()
                            .replaceAll("in (kubernetes|jupyterhub)\\b", "in `$1`")
                            .replaceAll("(<\\w+>)", "`$1`"))
                    .append("\n\n");
        }
        text.append("| setting | value | default | what it does |\n| --- | --- | --- | --- |\n");
        for (Group.Setting setting : group.settings()) {
            String initial = setting.isRequired()
                    ? "**required**"
                    : setting.isLiteral() ? '`' + setting.initial() + '`' : setting.initial();
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.key(),
                            setting.value().replace("|", "\\|"),
                            initial.replace("|", "\\|"),
                            setting.sentence().replace("<", "\\<").replace("*", "\\*")));
        }
        return text.toString();
    }
}
